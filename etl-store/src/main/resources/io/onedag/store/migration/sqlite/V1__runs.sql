-- Instants are text in UTC with six digits of a second, 2026-01-01T00:00:00.000000Z: their order as text is their order in time.

create table onedag_version (
    id                 integer primary key check (id = 1),
    schema_version     integer not null,
    oldest_writer      integer not null,
    oldest_writer_name text    not null
);

create table pipelines (
    name          text not null primary key,
    application   text        not null,
    registered_at text        not null
);

create table processes (
    process_id          text not null primary key,
    host                text        not null,
    pid                 bigint      not null,
    started_at          text        not null,
    application         text        not null,
    application_version text        not null,
    joined_at           text        not null,
    beat_at             text        not null,
    ended_at            text
);

-- Task runs and attempts name their run without a foreign key: one is checked at every insert, and only the store's own statements write here.
create table pipeline_runs (
    run_id              text not null primary key,
    pipeline            text        not null,
    run_key             text        not null,
    state               text        not null,
    reason              text,
    created_at          text        not null,
    started_at          text,
    ended_at            text,
    interval_start      text,
    interval_end        text,
    params              text        not null,
    plan_hash           text        not null,
    rules_version       integer     not null,
    driver              text        not null,
    application         text        not null,
    application_version text        not null,
    onedag_version      text        not null,
    round               integer     not null,
    round_by            text,
    owner               text,
    lease_generation    bigint      not null,
    cancel_requested    text,
    test_mode           boolean     not null,
    row_limit           bigint      not null,
    definition          text        not null,
    unique (pipeline, run_key)
);
create index pipeline_runs_newest on pipeline_runs (created_at, run_id);
create index pipeline_runs_newest_of_pipeline on pipeline_runs (pipeline, created_at, run_id);
create index pipeline_runs_by_state on pipeline_runs (state, created_at, run_id);

create table pipeline_tasks (
    run_id             text    not null,
    task               text    not null,
    map_index          integer not null,
    state              text    not null,
    reason             text,
    round              integer not null,
    attempt            integer not null,
    earlier_attempts   integer not null,
    recoveries         integer not null,
    generation         bigint  not null,
    owner              text,
    started_at         text,
    ended_at           text,
    retry_at           text,
    branch             text,
    error_type         text,
    error_message      text,
    error_where        text,
    error_fatal        boolean,
    allowed_failure    boolean not null,
    rows_read          bigint  not null,
    rows_written       bigint  not null,
    rows_rejected      bigint  not null,
    process_host       text,
    process_pid        bigint,
    process_started_at text,
    output             text,
    primary key (run_id, task, map_index)
);

create table task_attempts (
    run_id        text    not null,
    task          text    not null,
    map_index     integer not null,
    generation    bigint  not null,
    round         integer not null,
    attempt       integer not null,
    outcome       text    not null,
    started_at    text,
    ended_at      text,
    error_type    text,
    error_message text,
    error_where   text,
    error_fatal   boolean,
    primary key (run_id, task, map_index, generation)
);

create table raw_data (
    id           text not null primary key,
    source       text        not null,
    source_key   text,
    run_id       text,
    task         text,
    content      text        not null,
    extracted_at text        not null
);
create index raw_data_by_source on raw_data (source, extracted_at);
create index raw_data_by_run on raw_data (run_id);

create table transformed_data (
    id                 text not null primary key,
    raw_data_id        text references raw_data (id),
    source             text        not null,
    run_id             text,
    task               text,
    content            text        not null,
    transformed_at     text        not null,
    validation_status  text        not null,
    validation_message text
);
create index transformed_data_by_raw on transformed_data (raw_data_id);
create index transformed_data_by_source on transformed_data (source, transformed_at);
create index transformed_data_by_run on transformed_data (run_id);

insert into onedag_version (id, schema_version, oldest_writer, oldest_writer_name) values (1, 1, 1, '0.1.0');
