"""A publication with all that an ordinary contact holds, for the small formats; each part can be
left out."""

from __future__ import annotations

from pathlib import Path

#: Ninety letters, as hospitals are called.
NAME = "The Alder Valley Regional Medical Center and Ferdinand and Marguerite Aldous Children's Clinics"
PROGRAM = "Internal Medicine and Pediatrics with a Year of Rural Health Care"
ADDRESS = (
    "Office of Graduate Medical Education",
    "Lakeshore Building, Suite 1120",
    "1400 North Lakeshore Boulevard",
    "Alder Valley, WI 53099",
)
LEADERS = (
    ("Ada Lindqvist", "MD, MPH", "Program Director"),
    ("Tomás Herrera-Montoya", "MD", "Associate Program Director for Curriculum"),
    ("Priya Raman", "MD, PhD", "Associate Program Director for Recruitment"),
)
HOURS = "Monday to Friday, 8:30 in the morning to 5 in the afternoon"
STATEMENT = (
    "Alder Valley is an equal-opportunity employer and considers all applicants without regard to race,"
    " religion, sex, national origin, age, disability or veteran status."
)
WEB = "https://www.aldervalley.example.org/education/residency/internal-medicine/how-to-apply"
#: What can be left out, or be there alone.
PARTS = ("name", "program", "address", "leaders", "hours", "statement", "web")


def write_small_formats(folder: Path, *parts: str, sheet: str = "letter", more: str = "") -> Path:
    """A publication with these parts of a full contact; all of them where none is named."""
    has = {part: part in (parts or PARTS) for part in PARTS}
    contact = [
        *(["  address:", *(f"    - {line}" for line in ADDRESS)] if has["address"] else []),
        *([f"  hours: {HOURS}"] if has["hours"] else []),
        *([f"  web: {WEB}"] if has["web"] else []),
    ]
    if contact:
        contact = [
            "contact:",
            "  phone: 555-010-0199",
            "  email: residency@aldervalley.example.org",
            *contact,
        ]
    files = {
        "publication.yaml": f"title: Internal Medicine Residency\nsheet: {sheet}\n",
        "institution.yaml": "\n".join(
            [
                f'name: "{NAME if has["name"] else "Alder Valley Hospital"}"',
                "short_name: Alder Valley",
                "department: Department of Medicine",
                *([f"statements:\n  - {STATEMENT}"] if has["statement"] else []),
                *contact,
                "",
            ]
        ),
        "season.yaml": (
            "label: 2026-27\nfacts_as_of: 2026\nkey_dates:\n"
            "  - {label: Applications open, date: 2026-09-02}\n"
            "  - {label: First invitations, date: 2026-10-15}\n"
            "  - {label: Last interviews, date: 2027-01-12}\n"
            "  - {label: Rank lists due, date: 2027-03-03}\n"
        ),
        "facts.yaml": (
            "outpatient: {value: 40 %, label: 'of training in the clinic, nearly', share: 40}\n"
            "panel: {value: 110, label: families that are yours from the first week}\n"
            "vacation: {value: 4, label: weeks of vacation a year}\n"
        ),
        "programs/rural.yaml": _program(has, more),
    }
    for name, text in files.items():
        path = folder / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return folder


def _program(has: dict[str, bool], more: str) -> str:
    leaders = LEADERS if has["leaders"] else LEADERS[:1]
    people = "\n".join(f"  - {{name: {n}, credentials: '{c}', role: {r}}}" for n, c, r in leaders)
    return f"""name: {PROGRAM if has["program"] else "Rural Medicine"}
promise: Three years among eleven thousand neighbors
stages:
  - {{name: Residency, length_years: 3, share: outpatient}}
leaders:
{people}
back: See you on Mill Street.
story:
  title: A doctor for the whole of a life
  lead: >-
    Nobody here is a case from elsewhere. Residents follow the same families from the delivery room to
    the kitchen table.
  facts: [outpatient, panel, vacation]
  short: >-
    The clinic on Mill Street opens at seven. A panel of patients is yours from the first week, small at
    the
    beginning and your own until you leave. Nearly two fifths of the three years are spent there.
  text: |
    The clinic on Mill Street opens at seven. By then the first-year residents have seen the ward, and
    somebody has put the coffee on. A panel of patients is yours from the first week, small at the
    beginning and your own until you leave.

    Nearly two fifths of the three years are spent there. The rest belongs to the wards of a hospital
    with ninety beds, to the children's clinic across the river, and to a block of choice in every year.

    What you do not see here often, you see in the city: two months of intensive care, two of emergency
    medicine, one of trauma, with rooms paid for.
training:
  title: Three years, and one week of them
  text: >-
    The clinic week is the same in all three years. Two days belong to your own panel, one to procedures
    and home visits, and Wednesday afternoon to nobody but you.
life:
  title: A town that knows your name
  lead: Rents are low, the river is close, and nobody commutes.
  sections:
    - title: Where you live
      text: >-
        The hospital owns eleven flats on the hill, and most residents have lived in one of them. They are
        let by the year, furnished or not, and the walk to the ward takes seven minutes.
    - title: Time that stays one's own
      text: >-
        Four weeks of vacation are taken when they are wanted. Call is from home, one night in six, and the
        day after it ends at noon. Moonlighting is open from the second year on in our own urgent care.
careers:
  title: Where graduates went
  lead: Two in three stayed within an hour's drive.
  sections:
    - title: Six classes
      text: >-
        Of thirty-nine graduates since 2020, fourteen practice in towns of fewer than ten thousand people
        and nine in the city. The others chose sports medicine, geriatrics or public health.
{more}"""
