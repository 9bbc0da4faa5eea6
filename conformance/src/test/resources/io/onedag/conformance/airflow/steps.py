"""What the harness's own DAGs are made of, on Airflow 2.11 and 3."""

import os
import signal
import subprocess
import sys

try:
    from airflow.sdk import DAG, BaseOperator
except ImportError:
    from airflow import DAG
    from airflow.models.baseoperator import BaseOperator

__all__ = ["DAG", "Listing", "Nap", "Step"]


class Listing(BaseOperator):
    template_fields = ()

    def execute(self, context):
        self.log.info("greeting %s", os.environ.get("GREETING"))
        return ["a", "b"]


class Step(BaseOperator):
    template_fields = ()

    def __init__(self, *, item, **kwargs):
        super().__init__(**kwargs)
        self.item = item

    def execute(self, context):
        self.log.info("item %s, try %s", self.item, context["ti"].try_number)
        return self.item


class Nap(BaseOperator):
    template_fields = ()
    _child = None

    def execute(self, context):
        conf = context["dag_run"].conf or {}
        if conf.get("leak"):
            leaked = subprocess.Popen(
                ["sleep", "3600"],
                start_new_session=True,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            return leaked.pid
        self.log.info("sleeping %s s", conf.get("nap", 0))
        self._child = subprocess.Popen(
            [sys.executable, "-c", f"import time; time.sleep({conf.get('nap', 0)})"],
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        if self._child.wait() != 0:
            raise RuntimeError("woken early")
        return None

    def on_kill(self):
        if self._child is not None:
            os.killpg(self._child.pid, signal.SIGKILL)
