"""The models and their contracts. The plugin of counterpart adds a test for each contract file."""

import counterpart
import pytest
from billing.events import FeedEntry, UserDeleted, UserRegistered
from billing.service import contracts_folder
from counterpart import Contracts

MODELS = {"user.registered": UserRegistered, "user.deleted": UserDeleted, "user.feed_entry": FeedEntry}


@pytest.mark.parametrize("event", MODELS)
def test_model_reads_what_its_contract_promises(event: str) -> None:
    result = counterpart.conform(event, MODELS[event], contracts=contracts_folder(), service="billing")
    assert result.keeps_its_promises, result


@pytest.mark.parametrize("event", MODELS)
def test_what_the_user_service_may_send_is_accepted(event: str) -> None:
    contracts = Contracts.load(contracts_folder())
    emitted = contracts.find(event, role="emits").text
    verdict = counterpart.check(emitted, contracts.find(event, service="billing").text)
    assert verdict.is_compatible, verdict
