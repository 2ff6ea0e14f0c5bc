"""The story of a school from exploratory conversation to third-year decision, through HTTP.

Each chapter first tries what must be refused, then does what is right. The school years lie behind
us, so that nothing in the story is still to come.
"""

from decimal import Decimal

from tests.callers import Callers
from tests.story import (
    cast,
    deciding,
    evaluating,
    guiding,
    looking_back,
    reading,
    recruiting,
    selecting,
    training,
)
from tests.story.cast import FIRST_SIX, NEXT_SEVEN, Story

FIVE_SCHOOLS = (5, Decimal("0.9"), 180)
SIX_SCHOOLS = (6, 1, 200)


async def test_from_exploratory_conversation_to_third_year_decision(callers: Callers) -> None:
    story = Story(callers)
    await cast.fill_the_register(story)
    await the_selection(story)
    await the_year_as_aspirant(story)
    await the_first_decision(story)
    await the_pilot_year(story)
    await the_third_year(story)
    await all_that_is_left_of_it(story)


async def the_selection(story: Story) -> None:
    await selecting.start_an_application(story)
    await selecting.register_after_a_conversation(story)
    await selecting.be_selected(story)
    await selecting.apply_for_subsidy(story)
    await selecting.be_accepted(story)
    await selecting.look_back_on_the_selection(story)


async def the_year_as_aspirant(story: Story) -> None:
    first, second, _ = story.years
    await training.stand_at_the_beginning(story)
    await training.form_a_team(story)
    await training.divide_the_days(story, first, granted=160)
    await training.meet_the_experts(story)
    await training.be_trained(story)
    await recruiting.develop_a_trajectory(story, second, capacity=5)
    await recruiting.recruit(story, FIRST_SIX, first)
    await recruiting.plan_the_next_year(story, first)


async def the_first_decision(story: Story) -> None:
    first = story.years[0]
    await deciding.only_the_office_decides(story, first)
    await deciding.not_without_an_evaluation(story, first)
    await evaluating.only_an_outsider_evaluates(story, first)
    await deciding.not_with_half_an_evaluation(story, first)
    await evaluating.evaluate(story, first, evaluating.MISSING_OF_THE_FIRST_YEAR)
    await deciding.not_before_the_evaluation_or_with_a_dependent_one(story, first)
    await deciding.decide_on_the_first_year(story)
    await deciding.replace_the_first_decision(story)
    await deciding.decisions_are_kept(story)
    await training.the_year_ends(story)


async def the_pilot_year(story: Story) -> None:
    _, second, third = story.years
    *five, sixth = FIRST_SIX
    await guiding.the_year_begins(story, second, FIVE_SCHOOLS)
    await guiding.enrol(story, five)
    await guiding.there_is_no_place_left(story, sixth, places=5)
    await guiding.turn_away(story, sixth)
    await training.divide_the_days(story, second, granted=180)
    await guiding.guide(story, second, five)
    await guiding.measure(story, second, five[0])
    await guiding.share_knowledge(story, second)
    await training.be_coached(story, second, intervision=2, coaching=3)
    await guiding.complete(story, five[0], five)
    await recruiting.develop_a_trajectory(story, third, capacity=6)
    await recruiting.recruit(story, NEXT_SEVEN[:6], second)
    await recruiting.plan_the_next_year(story, second)
    await evaluating.open_an_evaluation(story, second)
    await evaluating.evaluate(story, second, evaluating.MISSING_OF_THE_PILOT)
    reasons = {
        "intervision": "De derde bijeenkomst viel uit door ziekte.",
        "coaching": "Drie dagdelen waren voor dit team genoeg.",
    }
    await deciding.comply_or_explain(story, second, 6, reasons)
    await guiding.the_year_ends(story, second, FIVE_SCHOOLS)


async def the_third_year(story: Story) -> None:
    third, *six, reserve = story.years[2], *NEXT_SEVEN
    await guiding.the_year_begins(story, third, SIX_SCHOOLS)
    await guiding.enrol(story, six)
    await recruiting.keep_in_reserve(story, reserve, third)
    await guiding.there_is_no_place_left(story, reserve, places=6)
    await guiding.one_school_makes_room_for_another(story, third, six.pop(), reserve)
    await training.divide_the_days(story, third, granted=200)
    await guiding.guide(story, third, [*six, reserve])
    await guiding.measure(story, third, reserve)
    await guiding.share_knowledge(story, third)
    await training.guide_an_aspirant(story, third)
    await guiding.complete(story, reserve, [*six, reserve])
    await evaluating.open_an_evaluation(story, third)
    await evaluating.evaluate(story, third, evaluating.MISSING_OF_AN_ESTABLISHED_YEAR)
    reasons = {"granted_schools": "Een tweede team heeft zich laten scholen."}
    await deciding.comply_or_explain(story, third, 8, reasons)
    await guiding.the_year_ends(story, third, SIX_SCHOOLS)
    await guiding.the_year_begins(story, third.next, (8, Decimal("1.2"), 240))


async def all_that_is_left_of_it(story: Story) -> None:
    await deciding.decisions_are_kept(story)
    await looking_back.each_receipt_proves_itself(story)
    await looking_back.each_replay_says_the_same(story)
    await reading.the_dossier_tells_it_all(story)
    await reading.research_meets_no_person(story)
    await reading.the_subsidy_system_reads_the_sums(story)
    await looking_back.every_refusal_was_recorded(story)
    await looking_back.the_phases_can_be_traced(story)
    await looking_back.the_application_can_be_traced(story)
