"""The story of a school from exploratory conversation to third-year decision, through HTTP."""

from tests.callers import Callers
from tests.story import cast, deciding, evaluating, recruiting, selecting, training
from tests.story.cast import FIRST_SIX, Story


async def test_from_exploratory_conversation_to_third_year_decision(callers: Callers) -> None:
    story = Story(callers)
    first, second, third = story.years
    await cast.fill_the_register(story)

    await selecting.start_an_application(story)
    await selecting.register_after_a_conversation(story)
    await selecting.be_selected(story)
    await selecting.be_accepted(story)
    await selecting.look_back_on_the_selection(story)

    await training.stand_at_the_beginning(story)
    await training.form_a_team(story)
    await training.divide_the_days(story, first, granted=160)
    await training.meet_the_experts(story)
    await training.be_trained(story)
    await recruiting.develop_a_trajectory(story, second, capacity=5)
    await recruiting.recruit(story, FIRST_SIX, first)
    await recruiting.plan_the_next_year(story, first)

    await deciding.only_the_office_decides(story, first)
    await deciding.not_without_an_evaluation(story, first)
    await evaluating.only_an_outsider_evaluates(story, first)
    await deciding.not_with_half_an_evaluation(story, first)
    await evaluating.evaluate(story, first, evaluating.MISSING_OF_THE_FIRST_YEAR)
    await deciding.not_before_the_evaluation_or_with_a_dependent_one(story, first)
    await deciding.decide_on_the_first_year(story)
    await deciding.replace_the_first_decision(story)
    await deciding.decisions_are_kept(story)
