# Onedag @VERSION@: what generated DAG files import, for Airflow 2.11 and 3. Do not edit: `onedag export` writes it.
"""Run each task of a Onedag pipeline as one child process of the application's jar.

The workers' environment says where things are: `ONEDAG_APP_JAR` (the jar), `DATABASE_URL` (the run store) and, if need
be, `ONEDAG_JAVA` and `ONEDAG_JAVA_OPTS`. With a store, outputs are read from there and XCom carries lengths alone;
with `store=False` outputs travel by XCom as JSON texts, byte for byte.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

from airflow.timetables.interval import CronDataIntervalTimetable

try:  # Airflow 3
    from airflow.providers.standard.operators.branch import BranchMixIn
    from airflow.providers.standard.operators.empty import EmptyOperator
    from airflow.sdk import DAG, BaseOperator, Param, TaskGroup
except ImportError:  # Airflow 2.11
    from airflow import DAG
    from airflow.models.baseoperator import BaseOperator
    from airflow.models.param import Param
    from airflow.operators.branch import BranchMixIn
    from airflow.operators.empty import EmptyOperator
    from airflow.utils.task_group import TaskGroup
try:  # Airflow 3.2
    from airflow.sdk.exceptions import AirflowException, AirflowFailException, AirflowSkipException
except ImportError:
    from airflow.exceptions import AirflowException, AirflowFailException, AirflowSkipException

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from logging import Logger

    Rows = Mapping[tuple[str, int], str]

__all__ = [
    "DAG",
    "OnedagBranch",
    "OnedagTask",
    "Param",
    "allowed",
    "cron",
    "datetime",
    "end_of_run",
    "group",
    "retry",
    "timedelta",
    "timezone",
]

STATES = {"success": "SUCCEEDED", "failed": "FAILED", "skipped": "SKIPPED", "upstream_failed": "UPSTREAM_FAILED"}
SKIP, FATAL = 99, {2, 100}  # exit codes; any other but 0 may be tried again
SEPARATORS = re.compile(r"[\s,:]*")
# Seconds; together below the 5 after which Airflow 3 kills the process of a task that it ends.
ANSWER, GRACE = 1.0, 3.0


def cron(expression: str, zone: str) -> CronDataIntervalTimetable:
    """Return a schedule whose logical date is the interval's start, on Airflow 2 and 3 alike."""
    return CronDataIntervalTimetable(expression, timezone=zone)


def group(group_id: str) -> TaskGroup:
    """Return a group that leaves its tasks' ids as they are."""
    return TaskGroup(group_id=group_id, prefix_group_id=False)


def retry(retries: int, delay: timedelta, backoff: float, max_delay: timedelta) -> dict[str, Any]:
    """Return the retry arguments for a backoff that is neither 1 nor 2.

    Airflow has a multiplier of its own from 3.2 on. Elsewhere, and for a backoff below 1 (which Airflow goes on with
    after a Clear), each wait is as long as the longest: never shorter than the pipeline says.
    """
    longest = min(delay * max(1.0, backoff ** max(0, retries - 1)), max_delay)
    multiplies = backoff > 1 and BaseOperator.__init__.__annotations__.get("retry_exponential_backoff") == "float"
    return {
        "retries": retries,
        "retry_delay": delay if multiplies else longest,
        "retry_exponential_backoff": backoff if multiplies else False,
        "max_retry_delay": max_delay,
    }


def allowed(task: Any, *, strict: bool = False) -> EmptyOperator:
    """Return the gate through which `task`'s successors see its failure as a success.

    Only they do: the task itself stays failed. The gate is skipped when the task is (a mapped one: when all instances
    are, or with `strict` any of them) and upstream_failed when the task is. Airflow runs gates without a process.
    """
    gates = task.dag.task_dict

    def gate(name: str, rule: str, *upstream: Any) -> EmptyOperator:
        task_id = f"{task.task_id}__{name}"
        if task_id not in gates:
            empty = EmptyOperator(task_id=task_id, trigger_rule=rule, dag=task.dag, task_group=task.task_group)
            empty.set_upstream(list(upstream))
        return gates[task_id]

    ran = gate("ran", "one_done", task)
    if isinstance(task, OnedagTask):
        return gate("allowed", "one_success", task, ran)
    # The rules above are met by the first instance: wait for the last one, too.
    some = gate("allowed_some", "one_success", task, ran)
    any_skip = gate("allowed", "all_success", some, gate("done", "all_done", task))
    return (
        gate("allowed_strict", "all_success", any_skip, gate("unskipped", "none_skipped", task)) if strict else any_skip
    )


def end_of_run(tasks: list[Any], task_id: str = "end_of_run") -> EmptyOperator:
    """Make the run fail if any of `tasks` did; Airflow by itself looks at the last tasks only."""
    end = EmptyOperator(task_id=task_id, trigger_rule="none_failed")
    end.set_upstream(tasks)
    return end


class OnedagTask(BaseOperator):
    """One task of a Onedag pipeline.

    :param pipeline: the pipeline's name.
    :param plan: the hash of the plan that the DAG file was made from.
    :param definition: the file beside the DAG file with the pipeline's definition; None: the jar has the pipeline.
    :param name: the task's name, where the task id differs from it.
    :param store: whether there is a run store; without one Airflow is the only record.
    :param skip_with: ids of upstream tasks and gates: if one was skipped so is this task, whichever ended first.
    :param inputs: ids of the tasks whose outputs this one reads; only without a store.
    :param item: what a mapped instance is for; given by `expand`.
    """

    template_fields = ()

    def __init__(
        self,
        *,
        pipeline: str,
        plan: str,
        definition: str | None = None,
        name: str | None = None,
        store: bool = True,
        skip_with: list[str] | None = None,
        inputs: list[str] | None = None,
        item: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.pipeline, self.plan, self.definition = pipeline, plan, definition
        self.name = name or self.task_id
        self.store = store
        self.skip_with, self.inputs = skip_with or [], inputs or []
        self.item = item
        self._context: Any = None
        self._child: Child | None = None
        self._killed = False

    def execute(self, context: Any) -> Any:
        """Run the child, and say how it ended in Airflow's words."""
        self._context, ti = context, context["ti"]
        mapped_over = next(iter(self.iter_mapped_dependants()), None) is not None
        if mapped_over and ti.map_index >= 0:
            # Airflow maps over what was pushed: an instance keeps its place however it ends.
            ti.xcom_push("return_value", [ti.map_index, "null"])
        rows = rows_of(context)
        skipped = sorted({task for (task, _), state in rows.items() if state == "skipped" and task in self.skip_with})
        if skipped:
            raise AirflowSkipException("skipped with " + ", ".join(skipped))
        with tempfile.TemporaryDirectory(prefix="onedag-") as folder:
            result = Path(folder, "result.json")
            code = self._run(result, self._environment(context, rows, Path(folder)))
            members = members_of(result.read_text("utf-8")) if result.exists() else {}
        if code == 0:
            value = self._xcom(ti, members.get("output", "null"), mapped_over=mapped_over)
            return self._follow(context, json.loads(members.get("branch", "null")), value)
        message = f"{self.name}: exit {code}: {json.loads(members.get('message', 'null')) or 'see the log above'}"
        if code == SKIP:
            raise AirflowSkipException(message)
        raise AirflowFailException(message) if code in FATAL else AirflowException(message)

    def on_kill(self) -> None:
        """End the child and all that it started. Airflow calls this in a signal handler, and maybe twice."""
        self._killed = True
        if self._child is not None and not self._child.ended():
            self._child.end(answer_of(lambda: end_of(self._context)))

    def _run(self, result: Path, environment: dict[str, str]) -> int:
        """Return the exit code of the child."""
        jar, store = os.environ.get("ONEDAG_APP_JAR"), os.environ.get("DATABASE_URL")
        if not jar:
            raise AirflowFailException("exit 2: set ONEDAG_APP_JAR on the workers to the path of the application's jar")
        if self.store and not store:
            raise AirflowFailException(
                "exit 2: set DATABASE_URL on the workers to the run store, or export with --store none"
            )
        home = os.environ.get("JAVA_HOME")
        java = os.environ.get("ONEDAG_JAVA") or (f"{home}/bin/java" if home else "java")
        options = shlex.split(os.environ.get("ONEDAG_JAVA_OPTS", ""))
        command = [java, *options, "-cp", jar, "io.onedag.Child", "--result-file", str(result)]
        self._child = Child(command if self.store else [*command, "--store", "none"], environment, self.log)
        try:
            if self._killed:
                self.on_kill()
            code = self._child.wait()
        except BaseException:
            self.on_kill()
            raise
        if self._killed:
            raise AirflowException(f"{self.name}: ended by Airflow")
        return code

    def _environment(self, context: Any, rows: Rows, folder: Path) -> dict[str, str]:
        """Return the worker's environment and the child's own; data goes into files, which have no size limit."""
        ti, mapped = context["ti"], context["ti"].map_index >= 0
        since, until = interval_of(context)
        before = max(0, min(ti.max_tries - self.retries, ti.try_number - 1))
        timeout = self.execution_timeout
        own = {
            "PIPELINE": self.pipeline,
            "DEFINITION_FILE": self.definition and str(Path(__file__).parent / self.definition),
            "PLAN_HASH": self.plan,
            "TASK": self.name,
            "MAP_INDEX": str(ti.map_index) if mapped else None,
            "DRIVER": "airflow",
            "RUN_KEY": f"sched:{until}" if until else context["run_id"],
            "INTERVAL_START": since,
            "INTERVAL_END": until,
            "ROUND": str(before),
            "ATTEMPT": str(ti.try_number - before),
            "DEADLINE": timeout and instant(datetime.now(timezone.utc) + timeout),
            "PARENT_STDIN": "1",
        }
        files = {"PARAMS": json.dumps(dict(context["params"])), "STATES": json.dumps(states_of(context["dag"], rows))}
        if not self.store:
            outputs = (
                f"{json.dumps(name_of(context['dag'].get_task(each)))}:{output_of(context, rows, each)}"
                for each in self.inputs
            )
            files["INPUTS"] = "{" + ",".join(outputs) + "}"
            files["ITEM"] = self.item[1] if isinstance(self.item, list) else self.item
        for name, text in files.items():
            file = folder / f"{name.lower()}.json"
            if text:
                file.write_text(text, "utf-8")
            own[f"{name}_FILE"] = text and str(file)
        return {**os.environ, **{f"ONEDAG_{name}": value or "" for name, value in own.items()}}

    def _xcom(self, ti: Any, text: str, *, mapped_over: bool) -> Any:
        """Return what Airflow has to know of an output: with a store, at most a length."""
        if ti.map_index >= 0:
            return [ti.map_index, "null" if self.store else text] if mapped_over or not self.store else None
        if mapped_over:
            return list(range(len(texts_of(text)))) if self.store else texts_of(text)
        return None if self.store else text

    def _follow(self, _context: Any, _chosen: list[str] | None, output: Any) -> Any:
        """Return the output, once a branch has been followed."""
        return output


class OnedagBranch(OnedagTask, BranchMixIn):
    """A branching task: its child says which of the direct successors run."""

    inherits_from_skipmixin = True

    def _follow(self, context: Any, chosen: list[str] | None, value: Any) -> Any:
        names = {task.task_id: name_of(task) for task in self.downstream_list}
        if value is not None:
            context["ti"].xcom_push("return_value", value)
        self.do_branch(context, [task_id for task_id, name in names.items() if name is None or name in (chosen or ())])
        return value


class Child:
    """A process in a session of its own, which ends with this one: it reads the end of its standard input."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Logger) -> None:
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(
            command, env=environment, stdin=pipe, stdout=pipe, stderr=subprocess.STDOUT, start_new_session=True
        )
        self._parent = os.getppid()
        self._pump = threading.Thread(target=self._copy, args=(log,), daemon=True)
        self._pump.start()

    def wait(self) -> int:
        """Return the exit code once the process has ended, also when one that it started holds its output open."""
        while not self.ended():
            if os.getppid() != self._parent:
                self.end()
            self._pump.join(1)
            if not self._pump.is_alive():
                time.sleep(0.02)
        self._signal(signal.SIGKILL)
        self._pump.join(2)
        return self._process.wait()

    def ended(self) -> bool:
        """Return whether the process has ended; it stays a zombie, so that its id stays its own."""
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return True

    def end(self, last_words: str | None = None) -> None:
        """End the process and its group: SIGTERM, and SIGKILL after the grace. Never waits on a lock."""
        with suppress(OSError):
            os.write(self._process.stdin.fileno(), f"{last_words or ''}\n".encode())
        self._signal(signal.SIGTERM)
        limit = time.monotonic() + GRACE
        while not self.ended() and time.monotonic() < limit:
            time.sleep(0.05)
        self._signal(signal.SIGKILL)

    def _signal(self, number: int) -> None:
        if self._process.returncode is None:
            with suppress(OSError):
                os.killpg(self._process.pid, number)

    def _copy(self, log: Logger) -> None:
        """Copy the output into the task's log, and never stop reading: the process would hang."""
        for line in iter(lambda: self._process.stdout.readline(1 << 16), b""):
            with suppress(Exception):
                log.info("%s", line.decode("utf-8", "replace").rstrip("\r\n"))


def rows_of(context: Any) -> Rows:
    """Return Airflow's state of each task instance of the run, by task id and map index (-1: not mapped)."""
    ti, dag, run = context["ti"], context["dag"], context["run_id"]
    if not hasattr(ti, "get_task_states"):  # Airflow 2.11
        return {(each.task_id, each.map_index): each.state for each in context["dag_run"].get_task_instances()}
    rows = {}
    for key, state in ti.get_task_states(dag_id=dag.dag_id, run_ids=[run]).get(run, {}).items():
        task_id, index = (key, "-1") if dag.has_task(key) else key.rsplit("_", 1)
        rows[task_id, int(index)] = state
    return rows


def states_of(dag: DAG, rows: Rows) -> dict[str, Any]:
    """Return Onedag's states of Onedag's tasks, by map index where one is mapped; None: it hasn't ended."""
    states: dict[str, Any] = {}
    for (task_id, index), state in sorted(rows.items()):
        name = name_of(dag.get_task(task_id)) if dag.has_task(task_id) else None
        if name is None or state == "removed":
            continue
        if index < 0:
            states[name] = STATES.get(state)
        elif isinstance(states.setdefault(name, {}), dict):
            states[name][str(index)] = STATES.get(state)
    return states


def end_of(context: Any) -> str:
    """Return what Airflow has made of the task and the run that it ends now."""
    ti, dag_id, run = context["ti"], context["dag"].dag_id, context["run_id"]
    state = rows_of(context).get((ti.task_id, ti.map_index))
    if hasattr(ti, "get_dagrun_state"):
        of_run = ti.get_dagrun_state(dag_id, run)
    else:  # Airflow 2.11
        of_run = type(context["dag_run"]).find(dag_id=dag_id, run_id=run)[0].state
    return f"end task={state or 'none'} run={getattr(of_run, 'value', of_run)}"


def answer_of(question: Callable[[], str]) -> str | None:
    """Return the answer, or None when Airflow doesn't give it soon: the thread that was interrupted may hold a lock."""
    answers = []

    def ask() -> None:
        with suppress(Exception):
            answers.append(question())

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(ANSWER)
    return answers[0] if answers else None


def interval_of(context: Any) -> tuple[str, str] | tuple[None, None]:
    """Return the interval that the run covers. A manual run has none, though Airflow 2 gives it one."""
    logical, start, end = (context.get(key) for key in ("logical_date", "data_interval_start", "data_interval_end"))
    if logical is None or start is None or end is None or logical != start or not start < end:
        return None, None
    return instant(start), instant(end)


def instant(moment: datetime) -> str:
    """Return a moment in UTC, to the second."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def name_of(task: Any) -> str | None:
    """Return Onedag's name of a task; None for one that only Airflow has."""
    kind = getattr(task, "operator_class", type(task))
    if not (isinstance(kind, type) and issubclass(kind, OnedagTask)):
        return None
    return getattr(task, "name", None) or getattr(task, "partial_kwargs", {}).get("name") or task.task_id


def output_of(context: Any, rows: Rows, task_id: str) -> str:
    """Return a task's output as JSON; of a mapped task a list with an element for each instance."""
    ended = {index: state for (each, index), state in rows.items() if each == task_id and state != "removed"}
    # The output of an attempt that a Clear made void stays until the task starts again.
    pulled = context["ti"].xcom_pull(task_ids=task_id) if "success" in ended.values() else None
    if ended.get(-1) == "success":
        return pulled if isinstance(pulled, str) else "[" + ",".join(pulled) + "]"
    if -1 in ended:
        return "null"
    pulled = list(pulled or ())
    texts = dict([pulled] if pulled and isinstance(pulled[0], int) else pulled)
    return "[" + ",".join(texts[i] if ended[i] == "success" else "null" for i in sorted(ended)) + "]"


def texts_of(text: str) -> list[str]:
    """Return the texts of a JSON list's elements, or of an object's keys and values, byte for byte."""
    decoder, texts = json.JSONDecoder(parse_float=str, parse_int=str), []
    at = SEPARATORS.match(text, 1).end()
    while text[at] not in "]}":
        end = decoder.raw_decode(text, at)[1]
        texts.append(text[at:end])
        at = SEPARATORS.match(text, end).end()
    return texts


def members_of(text: str) -> dict[str, str]:
    """Return the members of a JSON object with the texts of their values."""
    texts = texts_of(text)
    return dict(zip(map(json.loads, texts[::2]), texts[1::2]))
