"""A publication and a wish become jobs: each once, in order; unknown names are told with a near one."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from brochure.build import Wish, make_plan, packet_wish
from brochure.build.plan import LONGEST_NAME, Plan
from brochure.compose import Layouts
from brochure.content import load
from brochure.errors import UsageError
from brochure.model import Insert, Job, Publication
from tests.builders.publication import make_program, make_publication

CHAPTER = "title: Boston\nline: A city\nlead: By the sea.\n"
HOUSE = {
    "programs/primary-care.yaml": make_program("order: 2\n"),
    "programs/stanbury.yaml": make_program("order: 1\n", name="Stanbury"),
    "programs/inpatient.yaml": make_program("order: 3\n", name="Inpatient"),
    "chapters/boston.yaml": CHAPTER,
    "chapters/history.yaml": CHAPTER,
    "packets/packet.yaml": "title: The packet\nchapters: [boston]\n",
    "packets/short.yaml": "title: A short packet\nprograms: [stanbury]\nchapters: [boston]\n",
}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Publication:
    folder = tmp_path_factory.mktemp("house")
    layouts = Layouts.of(folder)
    return load(make_publication(folder, HOUSE), layouts.fonts, layouts.folders)


def names(found: Plan) -> list[str]:
    return named((*found.jobs, *found.chapters))


def named(jobs: Sequence[Job | Insert]) -> list[str]:
    return [job.name for job in jobs]


def complaints(publication: Publication, wish: Wish) -> str:
    with pytest.raises(UsageError) as caught:
        make_plan(publication, wish)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_everything_is_made_once_and_a_chapter_that_no_packet_holds_is_not_made(house: Publication) -> None:
    found = make_plan(house, Wish())
    assert names(found) == ["stanbury", "primary-care", "inpatient", "boston"]
    assert found.published == {"stanbury", "primary-care", "inpatient"}


def test_every_job_says_what_to_make_and_on_which_sheet(house: Publication) -> None:
    jobs = make_plan(house, Wish()).jobs
    assert [(job.format, job.edition, job.sheet, job.language) for job in jobs] == [
        (house.formats["brochure"], "screen", "letter", "en-US")
    ] * 3


def test_a_packet_takes_the_programs_in_their_order_and_one_that_lists_some_takes_these(
    house: Publication,
) -> None:
    packets = {packet.name: packet for packet in make_plan(house, Wish()).packets}
    assert named(packets["packet"].brochures) == ["stanbury", "primary-care", "inpatient"]
    assert named(packets["packet-short"].brochures) == ["stanbury"]
    assert [named(packet.chapters) for packet in packets.values()] == [["boston"]] * 2


def test_a_wish_for_programs_makes_their_brochures_and_no_packet(house: Publication) -> None:
    found = make_plan(house, Wish(programs=("inpatient", "stanbury", "inpatient")))
    assert names(found) == ["stanbury", "inpatient"]
    assert found.published == {"inpatient", "stanbury"}
    assert found.packets == ()


def test_a_packet_alone_publishes_no_brochure_and_sets_only_what_it_holds(house: Publication) -> None:
    found = make_plan(house, packet_wish(house, ["short"]))
    assert names(found) == ["stanbury", "boston"]
    assert found.published == frozenset()
    assert [order.name for order in found.packets] == ["packet-short"]


def test_a_packet_of_named_programs_keeps_their_order_each_once_and_has_its_own_name(
    house: Publication,
) -> None:
    (order,) = make_plan(house, packet_wish(house, ["primary-care", "stanbury", "primary-care"])).packets
    assert named(order.brochures) == ["primary-care", "stanbury"]
    assert (order.name, order.packet.id) == ("packet-primary-care-stanbury", "packet")


def test_without_a_name_the_main_packet_is_made_or_the_first_where_none_is_the_main_one(
    house: Publication,
) -> None:
    assert packet_wish(house, []).packets == ("packet",)
    others = house.model_copy(update={"packets": house.packets[1:]})
    assert packet_wish(others, []).packets == ("short",)


def many_programs(house: Publication, count: int) -> Publication:
    programs = [house.programs[0].model_copy(update={"id": f"program-{number}"}) for number in range(count)]
    return house.model_copy(update={"programs": tuple(programs)})


def packet_name(publication: Publication, programs: list[str]) -> str:
    return make_plan(publication, packet_wish(publication, programs)).packets[0].name


def test_a_packet_of_thirty_programs_has_a_short_name_that_is_the_same_again_and_depends_on_its_programs(
    house: Publication,
) -> None:
    many = many_programs(house, 31)
    thirty = [program.id for program in many.programs[:30]]
    name = packet_name(many, thirty)
    assert name.startswith("packet-of-30-")
    assert len(name) <= LONGEST_NAME
    assert packet_name(many, thirty) == name
    assert packet_name(many, [*thirty[:29], "program-30"]) != name


def test_a_name_of_sixty_characters_is_still_joined(house: Publication) -> None:
    def named(length: int) -> str:
        first, second = "a" * (length - len("packet--b")), "b"
        programs = tuple(house.programs[0].model_copy(update={"id": name}) for name in (first, second))
        return packet_name(house.model_copy(update={"programs": programs}), [first, second])

    assert len(named(60)) == 60
    assert named(60).endswith("a-b")
    assert named(61).startswith("packet-of-2-")


def test_a_packet_of_programs_never_takes_the_name_of_a_packet_of_content(house: Publication) -> None:
    program = house.programs[0].model_copy(update={"id": "short"})
    twin = house.packets[1].model_copy(update={"id": "stanbury-short"})
    both = house.model_copy(
        update={"programs": (*house.programs, program), "packets": (house.packets[0], twin)}
    )
    assert packet_name(both, ["stanbury", "short"]).startswith("packet-of-2-")


def test_unknown_names_are_all_told_with_the_name_that_is_near(house: Publication) -> None:
    said = complaints(house, Wish(programs=("stanbry", "primary-care", "xyz")))
    assert "stanbry: there is no program of this name. Hint: perhaps stanbury is meant." in said
    assert (
        "xyz: there is no program of this name. Hint: there are stanbury, primary-care, inpatient." in said
    )
    assert len(said.splitlines()) == 2
    packet, chapter = house.packets[0].id, house.chapters[0].id
    said = complaints(house, Wish(programs=(packet, chapter)))
    assert f"Hint: make_brochure.py packet {packet} makes that packet." in said
    assert f"{chapter}: there is no program of this name. Hint: chapters are made with packets" in said
    without = house.model_copy(update={"packets": ()})  # which has one of all programs nonetheless
    assert "make_brochure.py packet packet makes that packet" in complaints(
        without, Wish(programs=("packet",))
    )


def test_an_unknown_format_is_told_with_the_option_that_gave_it(house: Publication) -> None:
    assert (
        complaints(house, Wish(formats=("nonsense",)))
        == '--format: there is no format "nonsense". Hint: there are brochure, card, flyer, leaflet, phone,'
        " poster, tent."
    )


def test_an_unknown_packet_is_told_with_the_packet_or_program_that_is_near(house: Publication) -> None:
    assert "Hint: perhaps short is meant." in complaints(house, Wish(packets=("shrot",)))
    for wrong, near in (("shrot", "short"), ("inpatent", "inpatient")):
        with pytest.raises(
            UsageError,
            match=f"{wrong}: there is no packet or program of this name. Hint: perhaps {near} is meant",
        ):
            packet_wish(house, [wrong])


def test_a_publication_without_a_packet_has_one_of_all_programs(house: Publication) -> None:
    bare = house.model_copy(update={"packets": ()})
    (packet,) = make_plan(bare, packet_wish(bare, [])).packets
    assert packet.name == "packet" and packet.packet.title == house.settings.title
    assert [job.subject.id for job in packet.brochures] == [one.id for one in house.programs]
    assert make_plan(bare, Wish()).packets == ()
