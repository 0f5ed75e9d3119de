"""The words of the rich publication: an invented hospital by an invented lake, and all who work there."""

from __future__ import annotations

from typing import Final

INSTITUTION: Final = (
    "Northlake University Hospital and the Ferdinand and Marguerite Aldous Children's Center"
)
DEPARTMENT: Final = "Department of Medicine and Pediatrics"
SITES: Final = (
    "Northlake University Hospital",
    "Ferdinand and Marguerite Aldous Children's Center",
    "Wexford Veterans Hospital",
    "Harbor Point Community Health Center",
)
ADDRESS: Final = (
    "Office of Graduate Medical Education",
    "1400 North Lakeshore Boulevard, Suite 1120",
    "Mail Stop 77-B",
    "Northlake, WI 53099",
)
STATEMENTS: Final = (
    "Northlake is an equal-opportunity employer: nobody is preferred or turned away for race, religion,"
    " sex, age, disability, origin or military service.",
    "Accredited by the Accreditation Council for Graduate Medical Education. Hospital, people, figures are"
    " invented.",
)

#: Name, what it is called in a sentence, promise, accent, years of each stage, positions.
PROGRAMS: Final = (
    ("Categorical", "Categorical Program", "Every ward, every clinic, three years", "harbour", (3,), 24),
    ("Primary Care", "Primary Care Program", "A panel of one's own from the first week", "copper", (3,), 12),
    (
        "Global Health and Health Equity",
        "Global Health Program",
        "Half of the time where there are few doctors",
        "brick",
        (3, 1),
        4,
    ),
    (
        "Physician-Scientist Training in Molecular and Cellular Medicine",
        "Physician-Scientist Program",
        "From the ward to the bench, with four protected years that nobody takes back",
        "plum",
        (2, 4),
        3,
    ),
    (
        "Combined Internal Medicine, Pediatrics and Adolescent Psychiatry",
        "Combined Program",
        "Three boards in five years, and one family at a time",
        "sky",
        (5,),
        6,
    ),
    ("Preliminary Year", "Preliminary Program", "One year that holds everything", "ochre", (1,), 14),
    (
        "Rural Hospital Medicine and Emergency Care of the Northern Lakes",
        "Rural Track",
        "Four small hospitals, one long shore, and a helicopter when there is no road",
        "moss",
        (1, 2),
        5,
    ),
    (
        "Hospital Medicine and Clinical Informatics",
        "Informatics Pathway",
        "Mend the system while you work in it",
        "granite",
        (3,),
        2,
    ),
    (
        "Geriatric, Palliative and Rehabilitation Medicine",
        "Geriatrics Program",
        "Medicine for those who have had most of it",
        "plum",
        (3, 1),
        4,
    ),
    ("Anesthesiology", "Anesthesiology Program", "Calm, learned in four years", "harbour", (4,), 10),
    (
        "Obstetrics, Gynecology and Reproductive Sciences at Wexford",
        "Wexford Program",
        "Two thousand births a year, and the time to follow them home",
        "brick",
        (4,),
        8,
    ),
    (
        "Pathology and Laboratory Medicine",
        "Pathology Program",
        "The answer that everybody waits for",
        "sky",
        (4,),
        4,
    ),
)

STORY: Final = (
    "The first patient of the year is met before breakfast, by one who has been a doctor for nine hours.",
    "A senior resident stands in the door and says nothing, which is the hardest part of teaching.",
    "By November the same two people will have admitted three hundred patients between them.",
    "Northlake serves a city, its suburbs and ninety miles of shore, and is the only large hospital that any"
    " of them can reach.",
    "What comes through the door is therefore what happens, not what has been chosen.",
    "Residents are few enough to be known by name in the laboratory, and that is faster than any form.",
    "Teaching rounds end at eleven, because a patient who has been promised an hour should have it.",
    "Every team has a pharmacist, a social worker and, since last winter, a librarian.",
    "Nights are worked in blocks of six, followed by four days that belong to nobody else.",
    "The morning report is held standing, takes twenty minutes, and has been open to nurses since 1987.",
    "Attending physicians are asked to be wrong aloud at least once a week.",
    "In the second year a resident leads the team and learns that leading is mostly asking.",
    "In the third year the wards are left for longer stretches, for clinics, laboratories and other coasts.",
    "Those who want to write are given an editor; those who want to count are given a statistician.",
    "The library on the ninth floor looks over the lake and is the one room without a screen.",
    "Graduates come back for the rowing in June and stay to be asked for advice.",
    "Nothing here is unusual except that it is all done in one place.",
    "A family that was met in the emergency department is often met again in the clinic, years later.",
    "The interpreters speak forty languages and are the only people who hear everything.",
    "Simulation takes place on Thursdays, with actors who have been doing it longer than most physicians.",
    "What a resident may decide is written down for each month, so that nobody has to guess.",
    "It is a large hospital with the habits of a small one.",
)
TRAINING: Final = (
    "Four weeks in a hospital are followed by one week in the clinic, and no week is ever both.",
    "Half a day a week belongs to teaching, with the telephone handed to somebody else.",
    "Electives begin in the first year and grow until they fill a third of the last one.",
    "Procedures are learned on models, then with an ultrasound probe, then alone with somebody in the room.",
    "Two months may be spent at any hospital in the country, and one of them abroad.",
    "Feedback is given on Fridays, in person, in ten minutes, and starts with a question.",
)
LIFE: Final = (
    "The city is small enough to cross by bicycle and large enough to get lost in on purpose.",
    "Two thirds of the residents live within a mile and a half of the hospital, most of them in old houses"
    " with too many stairs.",
    "The lake freezes in January; by February there is a road on it.",
    "Rents are a third of those on either coast, and the schools are good.",
    "A meal is free at any hour of a night shift, and the kitchen takes requests.",
    "There is a choir, two soccer teams that dislike one another, and a garden nobody weeds in October.",
)
CAREERS: Final = (
    "Half of the graduates practise within a hundred miles; the others write from nineteen states.",
    "A fellowship is not a measure of anything, and most of those who want one get their first choice.",
    "The first job is discussed in the second year, with somebody who has just taken one.",
    "Letters are written in July, not in the night before they are due.",
)

SECTIONS: Final = (
    (
        "wellness",
        "Looking after one another",
        "Residency is hard in the best of places. What helps is written down, so that nobody has to ask.",
        "Two wellness half days stand in each clinic block, paid and planned. A counselor who has nothing to"
        " do with evaluations keeps hours in the evening, and the first six visits leave no record. After a"
        " death on the ward the team is relieved for an hour, whoever is waiting.",
    ),
    (
        "research",
        "Research without asking leave",
        "Half of the residents publish before they leave; all of them can read a paper by then.",
        "Three hundred investigators work within a walk of five minutes, and a list says which of them want"
        " company. Money for a small question is given within a month; money for a large one is applied for"
        " together. Nobody has to do research, and the shelves are open to those who only want to know.",
    ),
    (
        "city",
        "A city on a lake",
        "Ferries until November, skates from January, and an opera that is better than it has to be.",
        "Northlake has four hundred thousand people, six theaters, eleven farmers' markets and a light rail"
        " that stops under the hospital. Trails begin behind the children's center and do not end before"
        " Canada. What people complain about is April.",
    ),
    (
        "equity",
        "For whom the hospital is there",
        "A third of the patients have no insurance that deserves the name; none of them is told so by us.",
        "Residents run the free clinic at Harbor Point on Saturdays, a street team on Tuesday nights, and"
        " the legal office that turns out to be the best treatment for asthma. A committee of patients reads"
        " every leaflet before it is printed, this one too.",
    ),
)

FIRST: Final = [
    "Amal",
    "Jonas",
    "Priya",
    "Tomás",
    "Wen",
    "Hannah",
    "Samuel",
    "Łucja",
    "Marc",
    "Aiko",
    "Ruth",
    "Daniel",
    "Chloé",
    "Ben",
    "David",
    "Ella",
    "Femi",
    "Ngozi",
    "Ingrid",
    "Mateo",
    "Soo-jin",
    "Abdul",
    "Katherine",
    "Oluwaseun",
]
LAST: Final = [
    "Haddad",
    "Okafor",
    "Raman",
    "Herrera",
    "Li",
    "Brandt",
    "Adeyemi",
    "Nowak",
    "Duval",
    "Tanaka",
    "Ben-Ami",
    "Hughes",
    "Martin",
    "Whitaker",
    "Kim",
    "Sørensen",
    "Balogun",
    "Featherstonehaugh-Wolcott",
    "Dvořák",
    "Ramírez-Castellanos",
    "Park",
    "Rahman",
    "O'Brien",
    "Adebayo",
]
SCHOOLS: Final = (
    "Port Ellis Medical College",
    "Plains State University",
    "Université du Lac",
    "Lake County School of Medicine",
    "Eastern Reserve University School of Medicine and Public Health",
    "Wexford Osteopathic",
)
TOWNS: Final = (
    "Port Ellis",
    "Lac-Clair",
    "Harbor Point",
    "Saint-Étienne-du-Rouvray",
    "Alder Falls",
    "Lagos",
    "Two Rivers",
)
ROLES: Final = (
    "Program director",
    "Associate program director for curriculum and assessment",
    "Associate program director",
    "Chief resident",
    "Chief resident for quality",
    "Clinic director",
    "Director of simulation",
    "Coach",
    "Program coordinator",
    "Ombudsperson",
    "Librarian",
    "Site director, Wexford",
)
ROTATIONS: Final = (
    (
        ("Wards", 16, "inpatient"),
        ("Clinic", 12, "outpatient"),
        ("Intensive care", 8, "inpatient"),
        ("Emergency department", 6, "inpatient"),
        ("Elective", 6, "elective"),
        ("Vacation", 4, "vacation"),
    ),
    (
        ("Wards, leading", 12, "inpatient"),
        ("Clinic", 14, "outpatient"),
        ("Consultation", 8, "other"),
        ("Night float", 4, "inpatient"),
        ("Elective", 10, "elective"),
        ("Vacation", 4, "vacation"),
    ),
    (
        ("Clinic", 16, "outpatient"),
        ("Wards, leading", 8, "inpatient"),
        ("Research", 10, "research"),
        ("Elective", 14, "elective"),
        ("Vacation", 4, "vacation"),
    ),
)
SPECIALTIES: Final = (
    "Cardiovascular disease",
    "Hospital medicine",
    "Primary care",
    "Hematology and oncology",
    "Pulmonary and critical care",
    "Gastroenterology and hepatology",
    "Infectious disease",
)
HOSPITALS: Final = (
    "Port Ellis University Hospital",
    "Northlake University Hospital",
    "Eastern Reserve Medical Center and Clinics",
    None,
    "Lake County Medical Center",
)
TERMS: Final = (
    ("Salary, first year", "$68,400", None),
    ("Salary, second year", "$70,900", None),
    ("Salary, third year", "$73,600", "And $2,400 more for each further year"),
    ("Vacation", "Four weeks", "Planned in April for the year"),
    ("Parental leave", "Twelve weeks, paid", "For every parent, from the first day of employment"),
    ("Sick leave", "Fifteen days", None),
    ("Health insurance", "Medical, dental and vision", "For families too; begins on June 24"),
    ("Disability insurance", "60 % of salary", None),
    ("Books and meetings", "$1,800 a year", "What is left is carried over"),
    ("Meals", "$12 a call shift", None),
    ("Parking or a rail pass", "Free", None),
    ("Moving", "$2,000", "Paid with the first salary"),
)
DATES: Final = (
    ("Applications open", "2026-09-02", "9:00 am", "Eastern Time"),
    ("Applications are read by us from this day on", "2026-09-23", None, None),
    ("First invitations", "2026-10-13", None, None),
    ("Open evening, by video", "2026-11-05", "6:00 pm", "Central Time"),
    ("Last interviews", "2027-01-22", None, None),
    ("Second look, which nobody takes note of", "2027-02-05", None, None),
    ("Rank lists due", "2027-03-03", "9:00 pm", "Eastern Time"),
    ("Match Day", "2027-03-19", "12:00 noon", "Eastern Time"),
)
QUOTES: Final = (
    ("They let me go home when my father was ill. They did not ask for how long.", "Miriam Castellanos"),
    ("By October I knew which porch light meant a night call.", "Jonas Okafor"),
    (
        "I came for the laboratory and stayed for the Tuesday nights, when a van, a nurse and two residents"
        " see more of medicine in four hours than most clinics see in a month.",
        "Priya Raman-Featherstonehaugh",
    ),
    ("Nobody raised their voice in three years. I checked.", "Samuel Adeyemi"),
)
QUESTIONS: Final = (
    (
        "Is moonlighting allowed?",
        "From the second year on, in our own hospitals, two evenings a month at most.",
    ),
    ("Do you sponsor visas?", "J-1 always, H-1B where Step 3 has been passed by the day of ranking."),
    ("What does a flat cost?", "About $1,100 for two rooms, less across the river."),
    ("Is there a minimum score?", "No. Every application is read by two people."),
)
FACTS: Final = (
    ("residents", "118", "residents in all years", None),
    ("beds", "842", "beds in four hospitals", None),
    ("clinic", "40 %", "of training in the clinic, nearly", 40),
    ("vacation", "4", "weeks of vacation each year", None),
    ("boards", "98 %", "passed their boards at the first attempt, 2021 to 2025", 98),
    ("languages", "40", "languages spoken by interpreters", None),
    ("budget", "$214 million", "of research a year", None),
    ("founded", "1911", "year of the first ward", None),
)
