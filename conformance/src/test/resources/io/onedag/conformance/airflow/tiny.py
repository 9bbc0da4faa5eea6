"""For the tests of a real Airflow: a list, a step per element, one that sleeps as long as the run says, and an end."""

from datetime import timedelta

from steps import DAG, Listing, Nap, Step

with DAG(
    "tiny",
    schedule=None,
    default_args={"retries": 0, "retry_delay": timedelta(seconds=1)},
):
    steps = Step.partial(task_id="each").expand(item=Listing(task_id="list").output)
    steps >> Nap(task_id="nap") >> Step(task_id="last", item="z")
