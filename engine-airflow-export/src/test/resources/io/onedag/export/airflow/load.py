"""Load a folder of DAG files as Airflow does, and print what came of it."""

import json
import sys
import warnings

folder = sys.argv[1]
seen = []


def show(message, category, filename, lineno, file=None, line=None):
    if filename.startswith(folder):
        seen.append(f"{filename}:{lineno}: {category.__name__}: {message}")


warnings.simplefilter("always")
try:
    from airflow.dag_processing.dagbag import DagBag
except ImportError:
    from airflow.models.dagbag import DagBag
try:
    from airflow.serialization.serialized_objects import DagSerialization as Serialization
except ImportError:
    from airflow.serialization.serialized_objects import SerializedDAG as Serialization

warnings.simplefilter("always")
warnings.showwarning = show
sys.path.append(folder)
bag = DagBag(folder)
errors = dict(bag.import_errors)
dags = {}
for dag_id, dag in bag.dags.items():
    try:
        json.dumps(Serialization.to_dict(dag))
    except Exception as e:
        errors[dag_id] = repr(e)
    names = {}
    for task in dag.tasks:
        partial = getattr(task, "partial_kwargs", {})
        names[task.task_id] = getattr(task, "name", None) or partial.get("name") or task.task_id
    dags[dag_id] = {
        "display": getattr(dag, "dag_display_name", None),
        "description": dag.description,
        "doc": dag.doc_md,
        "tags": sorted(dag.tags),
        "params": dag.params.dump(),
        "names": names,
        "rules": {task.task_id: str(getattr(task.trigger_rule, "value", task.trigger_rule)) for task in dag.tasks},
        "upstreams": {task.task_id: sorted(task.upstream_task_ids) for task in dag.tasks},
        "docs": {task.task_id: getattr(task, "doc_md", None) for task in dag.tasks},
    }
print("\nRESULT " + json.dumps({"dags": dags, "errors": errors, "warnings": seen}))
