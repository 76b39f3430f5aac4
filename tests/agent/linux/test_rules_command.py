"""What `vigifroid-agent rules show` says of the time a product may be out of range."""

from agent.linux.rules_command import describe_budget
from coldchain.product import Budget


def test_a_budget_is_told_with_its_bands_its_source_and_its_doubt():
    sure = Budget(["8_15", "15_25"], 7200, "SmPC 2022, 6.3")
    doubtful = Budget(["0_2"], 86400, "hearsay", verify=True)
    assert describe_budget(sure) == "at most 120 min in 8_15, 15_25; SmPC 2022, 6.3"
    assert describe_budget(doubtful) == "at most 1440 min in 0_2; hearsay; verify"
