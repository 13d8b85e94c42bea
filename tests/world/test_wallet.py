"""Laws of the wallet: nothing is lost or made, whatever the order of reserving, settling, releasing and rolling."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule

from layers_mock.world.wallet import Hold, Wallet

DAY = 86_400_000
AMOUNTS = st.integers(min_value=0, max_value=500)
WALLETS = st.builds(
    lambda included, used, prepaid, length: Wallet(
        included, max(0, included - used), prepaid, 0, length, used_credits=min(included, used)
    ),
    included=AMOUNTS,
    used=AMOUNTS,
    prepaid=AMOUNTS,
    length=st.integers(min_value=1, max_value=60 * DAY),
)


class Spending(RuleBasedStateMachine):
    """A wallet through any sequence of what can happen to it, beside a ledger kept in the plainest way."""

    holds: Bundle[Hold] = Bundle("holds")

    @initialize(wallet=WALLETS)
    def start(self, wallet: Wallet) -> None:
        self.wallet = wallet
        self.total = wallet.balance
        self.held = 0
        self.used = wallet.used_credits

    @rule(target=holds, amount=AMOUNTS)
    def reserve(self, amount: int) -> Hold:
        before = self.wallet
        reserved = before.reserved(amount)
        if reserved is None:
            assert amount > before.balance
            return Hold(before.period_start, 0, 0)
        self.wallet, hold = reserved
        assert before.balance - self.wallet.balance == amount == hold.included + hold.prepaid
        assert hold.prepaid == 0 or self.wallet.included_remaining == 0
        self.held += amount
        self.used += amount
        return hold

    @rule(hold=consumes(holds))
    def release(self, hold: Hold) -> None:
        before = self.wallet
        self.wallet = before.released(hold)
        amount = hold.included + hold.prepaid
        assert self.wallet.balance - before.balance == amount
        self.held -= amount
        if hold.period_start == before.period_start:
            assert self.wallet.prepaid - before.prepaid == hold.prepaid
            self.used -= amount
        else:
            assert self.wallet.included_remaining == before.included_remaining

    @rule(hold=consumes(holds), cost=AMOUNTS)
    def settle(self, hold: Hold, cost: int) -> None:
        before = self.wallet
        self.wallet = before.settled(hold, cost)
        amount = hold.included + hold.prepaid
        spent = min(cost, amount)
        assert self.wallet.balance - before.balance == amount - spent
        self.held -= amount
        self.total -= spent
        if hold.period_start == before.period_start:
            assert self.wallet.prepaid - before.prepaid == min(hold.prepaid, amount - spent)
            self.used -= amount - spent
        else:
            assert self.wallet.included_remaining == before.included_remaining

    @rule()
    def roll(self) -> None:
        before = self.wallet
        self.wallet = before.rolled()
        assert self.wallet.prepaid == before.prepaid
        assert self.wallet.included_remaining == before.included_this_period
        assert self.wallet.period_start == before.period_end
        assert self.wallet.period_end - self.wallet.period_start == before.period_end - before.period_start
        self.total += before.included_this_period - before.included_remaining
        self.used = 0

    @invariant()
    def nothing_is_lost_or_made(self) -> None:
        if hasattr(self, "wallet"):
            assert self.wallet.balance + self.held == self.total
            assert self.wallet.used_credits == self.used

    @invariant()
    def no_pot_is_negative_or_overfull(self) -> None:
        if hasattr(self, "wallet"):
            assert 0 <= self.wallet.included_remaining <= self.wallet.included_this_period
            assert self.wallet.prepaid >= 0
            assert self.wallet.used_credits >= 0
            assert self.held >= 0


TestSpending = pytest.mark.rule("credits.held-at-acceptance", "credits.returned-in-full", "get-credits.balance")(
    Spending.TestCase
)
TestSpending.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


@given(WALLETS, AMOUNTS)
def test_a_reservation_that_is_released_at_once_leaves_no_trace(wallet: Wallet, amount: int) -> None:
    reserved = wallet.reserved(amount)
    if reserved is not None:
        after, hold = reserved
        assert after.released(hold) == wallet


@given(WALLETS, AMOUNTS)
def test_exactly_what_the_balance_covers_can_be_reserved(wallet: Wallet, amount: int) -> None:
    assert (wallet.reserved(amount) is None) == (amount > wallet.balance)
    assert wallet.reserved(wallet.balance) is not None
