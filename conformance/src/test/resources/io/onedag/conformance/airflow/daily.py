"""A DAG with a schedule, for the tests of a real Airflow."""

from datetime import datetime, timedelta, timezone

from airflow.timetables.interval import CronDataIntervalTimetable
from steps import DAG, Step

with DAG(
    "daily",
    schedule=CronDataIntervalTimetable("0 0 * * *", timezone="UTC"),
    start_date=datetime(2026, 3, 1, tzinfo=timezone.utc),
    end_date=datetime(2026, 3, 10, tzinfo=timezone.utc),
    catchup=False,
    default_args={"retries": 0, "retry_delay": timedelta(seconds=1)},
):
    Step(task_id="day", item=1)
