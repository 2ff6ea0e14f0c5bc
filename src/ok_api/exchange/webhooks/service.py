"""Subscribing, changing and ending subscriptions, and renewing what signs their messages."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select

from ok_api.access.mandate import mandate_of
from ok_api.access.rows import fetch_for_change, unknown_school
from ok_api.access.scope import WEBHOOKS
from ok_api.exchange.room import check_room
from ok_api.exchange.webhooks import confirming, queue
from ok_api.exchange.webhooks.event_types import flaws_in_types
from ok_api.exchange.webhooks.schemas import NewWebhookSubscription, WebhookSubscriptionChanges
from ok_api.exchange.webhooks.signing import BOTH_FOR
from ok_api.exchange.webhooks.targets import Target, flaw
from ok_api.foundation import clock
from ok_api.foundation.database import Work
from ok_api.foundation.errors import Flaw, InvalidInput, WrongState
from ok_api.rules.exchange_words import SubscriptionStatus
from ok_api.rules.text import Text
from ok_api.tables import School, WebhookSubscription


async def subscribe(
    work: Work, target: Target | None, new: NewWebhookSubscription, *, most: int
) -> WebhookSubscription:
    """Raises `InvalidInput` with all that is wrong at once, `WrongState` for one too many."""
    asked = new.model_dump()
    await _check(work, target, asked)
    await check_room(work, WebhookSubscription, most=most, full=_full(most))
    subscription = WebhookSubscription(**asked, **mandate_of(work.actor))
    work.session.add(subscription)
    await work.session.flush()
    await queue.begin(work.session, subscription.id)
    return subscription


async def change_subscription(
    work: Work,
    target: Target | None,
    subscription_id: UUID,
    changes: WebhookSubscriptionChanges,
) -> WebhookSubscription:
    subscription = await fetch(work, subscription_id)
    changed = dict(changes.changes())
    await _check(work, target, changed)
    if changed.get("address", subscription.address) != subscription.address:
        await confirming.forget_question(work.session, subscription.id)
    if "status" in changed:
        await _change_status(work, subscription, SubscriptionStatus(changed.pop("status")))
    if subscription.actor == work.actor.subject:
        changed |= mandate_of(work.actor)
    for name, value in changed.items():
        setattr(subscription, name, value)
    await queue.call(work.session)
    return subscription


async def unsubscribe(work: Work, subscription_id: UUID) -> None:
    """What was to be delivered goes with it."""
    await work.session.delete(await fetch(work, subscription_id))


async def rotate_secret(
    work: Work, subscription_id: UUID, *, force: bool = False
) -> WebhookSubscription:
    """The new secret signs from now on; the old one signs along for a day.

    Raises `WrongState` during that day, unless forced: only two sign, so that the one before them,
    which the receiver may still use, would end at once.
    """
    subscription, now = await fetch(work, subscription_id), clock.now()
    until = subscription.previous_secret_until
    if not force and until is not None and now < until:
        raise _still_signing(until)
    subscription.secret_generation += 1
    subscription.previous_secret_until = now + BOTH_FOR
    return subscription


def _still_signing(until: datetime) -> WrongState:
    at = f"{until.astimezone(clock.AMSTERDAM):%d-%m-%Y %H:%M}"
    return WrongState(
        Text(
            f"Het vorige geheim ondertekent nog mee tot {at} en zou nu vervallen. Is er een "
            "geheim uitgelekt, gebruik dan `?force=true`.",
            f"The previous secret signs along until {at} (Dutch time) and would end now. If a "
            "secret has leaked, use `?force=true`.",
        ),
        previousSecretUntil=until,
    )


async def fetch(work: Work, subscription_id: UUID) -> WebhookSubscription:
    """The caller's own, or for the office anybody's; locked, so that its queue stands still."""
    return await fetch_for_change(
        work, WebhookSubscription, WEBHOOKS, WebhookSubscription.id == subscription_id
    )


async def _change_status(
    work: Work, subscription: WebhookSubscription, status: SubscriptionStatus
) -> None:
    """Who was retired begins again at the end of the log: what was missed stands in the log."""
    if subscription.status is SubscriptionStatus.RETIRED:
        await queue.begin(work.session, subscription.id)
        subscription.status_reason = None
        subscription.retired_at = None
    subscription.status = status


async def _check(work: Work, target: Target | None, asked: Mapping[str, Any]) -> None:
    flaws = _flaws_in_address(target, asked["address"]) if "address" in asked else []
    flaws += flaws_in_types(asked.get("event_types", ()))
    flaws += await _flaws_in_codes(work, asked.get("establishment_codes") or ())
    if flaws:
        raise InvalidInput(*flaws)


def _flaws_in_address(target: Target | None, address: str) -> list[Flaw]:
    """Only what was looked at to the letter is taken."""
    if target is None or target.address != address:
        return [flaw("not_a_url")]
    return list(target.flaws)


async def _flaws_in_codes(work: Work, codes: Sequence[str]) -> list[Flaw]:
    wanted = select(School.establishment_code).where(School.establishment_code.in_(codes))
    known = set(await work.session.scalars(wanted)) if codes else set()
    return [
        unknown_school(f"/establishmentCodes/{place}", code)
        for place, code in enumerate(codes)
        if code not in known
    ]


def _full(most: int) -> Text:
    return Text(
        f"U hebt al {most} abonnementen; beëindig er eerst een.",
        f"You have {most} subscriptions already; end one first.",
    )
