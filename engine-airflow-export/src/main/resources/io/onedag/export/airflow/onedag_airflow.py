# Onedag @VERSION@: what generated DAG files import, for Airflow 2.11 and 3. Do not edit: `onedag export` writes it.
"""Run each task of a Onedag pipeline as one child process of the application's jar.

The workers' environment says where things are: `ONEDAG_APP_JAR` (the jar), `DATABASE_URL` (the run store) and, if need
be, `ONEDAG_JAVA` and `ONEDAG_JAVA_OPTS`. With a store, outputs are read from there and XCom carries lengths alone;
with `store=False` outputs travel by XCom, as JSON texts that nothing on the way changes.
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
    from collections.abc import Callable
    from logging import Logger

__all__ = ["DAG", "OnedagBranch", "OnedagTask", "Param"]
__all__ += ["allowed", "cron", "datetime", "end_of_run", "group", "retry", "timedelta", "timezone"]

STATES = {"success": "SUCCEEDED", "failed": "FAILED", "skipped": "SKIPPED", "upstream_failed": "UPSTREAM_FAILED"}
SKIP, FATAL = 99, {2, 100}  # exit codes; any other but 0 may be tried again
ANSWER, GRACE = 1.0, 3.0  # seconds; Airflow 3 kills a task's process 5 s after the signal
OUTPUT = "output"  # the XCom key of an output that travels
BETWEEN = re.compile(r"[\s,:]*")


def cron(expression: str, zone: str) -> CronDataIntervalTimetable:
    """Return a schedule whose logical date is the interval's start, on Airflow 2 and 3 alike."""
    return CronDataIntervalTimetable(expression, timezone=zone)


def group(group_id: str) -> TaskGroup:
    """Return a group that leaves its tasks' ids as they are."""
    return TaskGroup(group_id=group_id, prefix_group_id=False)


def retry(retries: int, delay: timedelta, backoff: float, max_delay: timedelta) -> dict[str, Any]:
    """Return the retry arguments for a backoff that is neither 1 nor 2.

    From 3.2 on Airflow multiplies by any number. Before, and for a backoff below 1, with which Airflow would go on
    after a Clear, each wait is the longest one: never shorter than the pipeline says.
    """
    seconds, most = min(delay, max_delay).total_seconds(), max_delay.total_seconds()
    for _ in range(retries - 1 if backoff > 1 else 0):
        if seconds >= most:
            break  # a power of all retries may be more than a number can be
        seconds = min(seconds * backoff, most)
    multiplies = backoff > 1 and BaseOperator.__init__.__annotations__["retry_exponential_backoff"] == "float"
    return {
        "retries": retries,
        "retry_delay": delay if multiplies else timedelta(seconds=seconds),
        "retry_exponential_backoff": backoff if multiplies else False,
        "max_retry_delay": max_delay,
    }


def allowed(task: Any) -> EmptyOperator:
    """Return the gate through which `task`'s successors see its failure as a success.

    Only they do: the task itself stays failed. The gate is skipped when the task is (a mapped one: when all instances
    are) and upstream_failed when the task is. Airflow passes gates without a process.
    """

    def gate(name: str, rule: str, *upstream: Any) -> EmptyOperator:
        made = EmptyOperator(task_id=f"{task.task_id}__{name}", trigger_rule=rule, task_group=task.task_group)
        made.set_upstream(list(upstream))
        return made

    ran = gate("ran", "one_done", task)
    if isinstance(task, BaseOperator):
        return gate("allowed", "one_success", task, ran)
    # The first instance meets these rules: wait for the last one, too.
    some = gate("allowed_some", "one_success", task, ran)
    return gate("allowed", "all_success", some, gate("done", "all_done", task))


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
    :param map_path: where in the output the list is that another task is mapped over.
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
        map_path: list[str] | None = None,
        item: Any = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.pipeline, self.plan, self.definition = pipeline, plan, definition
        self.name, self.store, self.item = name or self.task_id, store, item
        self.skip_with, self.inputs, self.map_path = skip_with or [], inputs or [], map_path or []
        self._child: Child | None = None
        self._context: Any = None
        self._killed = False

    def execute(self, context: Any) -> Any:
        """Run the child, and say how it ended in Airflow's words."""
        self._context, ti = context, context["ti"]
        mapped_over = next(iter(self.iter_mapped_dependants()), None) is not None
        if mapped_over and ti.map_index >= 0:
            # Airflow maps over what was pushed: an instance keeps its place however it ends.
            ti.xcom_push("return_value", "null")
        rows = rows_of(context)
        skipped = sorted({task for (task, _), state in rows.items() if state == "skipped" and task in self.skip_with})
        if skipped:
            raise AirflowSkipException("skipped with " + ", ".join(skipped))
        with tempfile.TemporaryDirectory(prefix="onedag-") as folder:
            file = Path(folder, "result.json")
            code = self._run(file, self._environment(context, rows, file.parent))
            result = members_of(file.read_text("utf-8")) if file.exists() else {}
        if code == 0:
            returned = self._push(ti, result.get("output", "null"), mapped_over=mapped_over)
            return self._follow(context, json.loads(result.get("branch", "null")), returned)
        message = f"{self.name}: exit {code}: {json.loads(result.get('message', 'null')) or 'see the log above'}"
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
        jar, home = os.environ.get("ONEDAG_APP_JAR"), os.environ.get("JAVA_HOME")
        if not jar:
            raise AirflowFailException("exit 2: set ONEDAG_APP_JAR on the workers, the path of the application's jar")
        if self.store and not os.environ.get("DATABASE_URL"):
            raise AirflowFailException("exit 2: set DATABASE_URL on the workers, or export with --store none")
        java = os.environ.get("ONEDAG_JAVA") or (f"{home}/bin/java" if home else "java")
        command = [java, *shlex.split(os.environ.get("ONEDAG_JAVA_OPTS", "")), "-cp", jar, "io.onedag.Child"]
        command += ["--result-file", str(result), *([] if self.store else ["--store", "none"])]
        self._child = Child(command, environment, self.log)
        try:
            if self._killed:  # before there was a child
                self.on_kill()
            code = self._child.wait()
        except BaseException:
            self.on_kill()
            raise
        if self._killed:
            raise AirflowException(f"{self.name}: ended by Airflow")
        return code

    def _environment(self, context: Any, rows: dict, folder: Path) -> dict[str, str]:
        """Return the worker's environment and what is the child's own: data in files, which may be of any size."""
        ti, timeout = context["ti"], self.execution_timeout
        since, until = interval_of(context)
        round_ = max(0, min(ti.max_tries - self.retries, ti.try_number - 1))  # grows with each Clear
        own = {
            "PIPELINE": self.pipeline,
            "DEFINITION_FILE": self.definition and str(Path(__file__).parent / self.definition),
            "PLAN_HASH": self.plan,
            "TASK": self.name,
            "MAP_INDEX": str(ti.map_index) if ti.map_index >= 0 else None,
            "DRIVER": "airflow",
            "RUN_KEY": f"sched:{until}" if until else context["run_id"],
            "INTERVAL_START": since,
            "INTERVAL_END": until,
            "ROUND": str(round_),
            "ATTEMPT": str(ti.try_number - round_),
            "DEADLINE": timeout and instant(datetime.now(timezone.utc) + timeout),
            "PARENT_STDIN": "1",
        }
        dag = context["dag"]
        files = {"PARAMS": json.dumps(dict(context["params"])), "STATES": json.dumps(states_of(dag, rows))}
        if not self.store:
            outputs = ((name_of(dag.get_task(each)), output_of(context, rows, each)) for each in self.inputs)
            files["INPUTS"] = "{" + ",".join(f"{json.dumps(name)}:{text}" for name, text in outputs) + "}"
            files["ITEM"] = self.item
        for name, text in files.items():
            if text is not None:
                file = folder / f"{name.lower()}.json"
                file.write_text(text, "utf-8")
                own[f"{name}_FILE"] = str(file)
        return {**os.environ, **{f"ONEDAG_{name}": value or "" for name, value in own.items()}}

    def _push(self, ti: Any, text: str, *, mapped_over: bool) -> Any:
        """Push the output where it has to travel; return what Airflow maps over: a length, or JSON texts."""
        if not self.store:
            ti.xcom_push(OUTPUT, text if ti.map_index < 0 else [ti.map_index, text])
        if not mapped_over or ti.map_index >= 0:
            return (text if not self.store else "null") if mapped_over else None
        for step in self.map_path:
            text = members_of(text)[step] if text.startswith("{") else texts_of(text)[int(step)]
        return list(range(len(texts_of(text)))) if self.store else texts_of(text)

    def _follow(self, _context: Any, _chosen: list[str] | None, returned: Any) -> Any:
        """Return what `execute` returns, once the branch has been followed that the child chose."""
        return returned


class OnedagBranch(OnedagTask, BranchMixIn):
    """A branching task: its child says which of the direct successors run. Gates among them always do."""

    inherits_from_skipmixin = True

    def _follow(self, context: Any, chosen: list[str] | None, returned: Any) -> Any:
        names = {task.task_id: name_of(task) for task in self.downstream_list}
        try:
            self.do_branch(context, [id_ for id_, name in names.items() if name is None or name in (chosen or ())])
        except AirflowException as skip:
            # Airflow 3 ends a branch by this, and what is mapped over it would have no list.
            if returned is None or not hasattr(skip, "tasks"):
                raise
            from airflow.sdk.execution_time.comms import SkipDownstreamTasks
            from airflow.sdk.execution_time.task_runner import SUPERVISOR_COMMS

            SUPERVISOR_COMMS.send(SkipDownstreamTasks(tasks=list(skip.tasks)))
        return returned


class Child:
    """A process in a session of its own, which ends with this one: it sees the end of its standard input."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Logger) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self._parent = os.getppid()
        self._copying = threading.Thread(target=self._copy, args=(log,), daemon=True)
        self._copying.start()

    def wait(self) -> int:
        """Return the exit code once the process has ended, also when another one holds its output open."""
        while not self.ended():
            if os.getppid() != self._parent:  # Airflow's supervisor is gone, and will start another attempt
                self.end()
            self._copying.join(1.0)
            if not self._copying.is_alive():
                time.sleep(0.02)
        self._signal(signal.SIGKILL)
        self._copying.join(2.0)
        return self._process.wait()

    def ended(self) -> bool:
        """Return whether the process has ended; it isn't reaped, so that its id stays its own."""
        with suppress(ChildProcessError):
            return os.waitid(os.P_PID, self._process.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None
        return True

    def end(self, last_words: str | None = None) -> None:
        """End the process and its group: SIGTERM, then SIGKILL. Takes no lock: it may interrupt `wait`."""
        if last_words:
            with suppress(OSError):
                os.write(self._process.stdin.fileno(), f"{last_words}\n".encode())
            time.sleep(0.1)  # to be read before the signal
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
        """Copy the output into the task's log, come what may: the process would wait if nobody read."""
        for line in iter(lambda: self._process.stdout.readline(1 << 16), b""):
            with suppress(Exception):
                log.info("%s", line.decode("utf-8", "replace").rstrip("\r\n"))


def rows_of(context: Any) -> dict[tuple[str, int], str | None]:
    """Return Airflow's state of each task instance of the run, by task id and map index (-1: not mapped)."""
    ti, dag, run = context["ti"], context["dag"], context["run_id"]
    if not hasattr(ti, "get_task_states"):  # Airflow 2.11
        return {(each.task_id, each.map_index): each.state for each in context["dag_run"].get_task_instances()}
    rows = {}
    mapped = [each.task_id for each in dag.tasks if not isinstance(each, BaseOperator)]
    for task_id in mapped:  # each by itself: Airflow calls instance 3 of `load` load_3, as another task may be called
        for key, state in ti.get_task_states(dag.dag_id, task_ids=[task_id], run_ids=[run]).get(run, {}).items():
            rows[task_id, -1 if key == task_id else int(key[len(task_id) + 1 :])] = state
    others = [each for each in dag.task_ids if each not in mapped] if mapped else None
    states = ti.get_task_states(dag.dag_id, task_ids=others, run_ids=[run])
    return {**rows, **{(task_id, -1): state for task_id, state in states.get(run, {}).items()}}


def states_of(dag: DAG, rows: dict) -> dict[str, Any]:
    """Return Onedag's states of Onedag's tasks, by map index where there are instances; None: it hasn't ended."""
    states: dict[str, dict[str, str | None]] = {}
    for (task_id, index), state in rows.items():
        name = name_of(dag.get_task(task_id)) if dag.has_task(task_id) else None
        if name is not None and state != "removed":
            states.setdefault(name, {})[str(index)] = STATES.get(state)
    return {name: own.get("-1", own) for name, own in states.items()}


def end_of(context: Any) -> str:
    """Return what was made of the task and the run that Airflow ends; a run that fails by this task isn't ended."""
    ti, dag_id, run_id, rows = context["ti"], context["dag"].dag_id, context["run_id"], rows_of(context)
    if hasattr(ti, "get_dagrun_state"):
        run = ti.get_dagrun_state(dag_id, run_id)
    else:  # Airflow 2.11
        run = type(context["dag_run"]).find(dag_id=dag_id, run_id=run_id)[0].state
    after = {state for (task_id, _), state in rows.items() if task_id in context["task"].downstream_task_ids}
    run = "running" if "upstream_failed" in after else getattr(run, "value", run)
    return f"end task={rows[ti.task_id, ti.map_index] or 'none'} run={run}"


def answer_of(question: Callable[[], str]) -> str | None:
    """Return the answer, or None if Airflow gives none in time: the thread that was interrupted may hold a lock."""
    answers: list[str] = []

    def ask() -> None:
        with suppress(Exception):
            answers.append(question())

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(ANSWER)
    return answers[0] if answers else None


def interval_of(context: Any) -> tuple[str | None, str | None]:
    """Return the interval that the run covers; a manual run has none, though Airflow 2 gives it one."""
    start, end = context.get("data_interval_start"), context.get("data_interval_end")
    if start is None or end is None or context.get("logical_date") != start or start >= end:
        return None, None
    return instant(start), instant(end)


def instant(moment: datetime) -> str:
    """Return a moment in UTC, to the second."""
    return moment.astimezone(timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def name_of(task: Any) -> str | None:
    """Return Onedag's name of a task; None for a gate, which only Airflow has."""
    if isinstance(task, BaseOperator):
        return task.name if isinstance(task, OnedagTask) else None
    return task.partial_kwargs.get("name") or task.task_id


def output_of(context: Any, rows: dict, task_id: str) -> str:
    """Return a task's output as JSON; of a mapped task a list with an element for each instance."""
    ended = {index: state for (each, index), state in rows.items() if each == task_id and state != "removed"}
    if -1 in ended and ended[-1] != "success":
        return "[]" if is_empty(context, rows, context["dag"].get_task(task_id)) else "null"
    # What an earlier attempt pushed stays until the task starts again: the states say what counts.
    pulled = context["ti"].xcom_pull(task_ids=task_id, key=OUTPUT)
    if -1 in ended:
        return pulled or "null"
    pulled = list(pulled or ())
    texts = dict([pulled] if pulled and isinstance(pulled[0], int) else pulled)
    return "[" + ",".join(texts.get(i, "null") if ended[i] == "success" else "null" for i in sorted(ended)) + "]"


def is_empty(context: Any, rows: dict, task: Any) -> bool:
    """Return whether a task is mapped over an empty list."""
    if isinstance(task, BaseOperator):
        return rows.get((task.task_id, -1)) == "success" and not context["ti"].xcom_pull(task_ids=task.task_id)
    return any(is_empty(context, rows, producer) for producer in task.iter_mapped_dependencies())


def texts_of(text: str) -> list[str]:
    """Return the texts of a JSON list's elements, or of an object's keys and values, byte for byte."""
    decoder, texts, at = json.JSONDecoder(parse_float=str, parse_int=str), [], BETWEEN.match(text, 1).end()
    while text[at] not in "]}":
        end = decoder.raw_decode(text, at)[1]
        texts.append(text[at:end])
        at = BETWEEN.match(text, end).end()
    return texts


def members_of(text: str) -> dict[str, str]:
    """Return the members of a JSON object with the texts of their values."""
    texts = texts_of(text)
    return dict(zip(map(json.loads, texts[::2]), texts[1::2]))
