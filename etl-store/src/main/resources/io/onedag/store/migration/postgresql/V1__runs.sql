-- Names in this file are unqualified: it runs with Onedag's schema first on the search path.

create table onedag_version (
    id                 integer primary key check (id = 1),
    schema_version     integer not null,
    oldest_writer      integer not null,
    oldest_writer_name text    not null
);
comment on table onedag_version is 'One row: this schema''s version, and the oldest one that a jar must know to write here';

create table pipelines (
    name          text primary key,
    application   text        not null,
    registered_at timestamptz not null
);
comment on table pipelines is 'The application that registered a pipeline''s name first';

create table processes (
    process_id          uuid primary key,
    host                text        not null,
    pid                 bigint      not null,
    started_at          timestamptz not null,
    application         text        not null,
    application_version text        not null,
    joined_at           timestamptz not null,
    beat_at             timestamptz not null,
    ended_at            timestamptz
);
comment on table processes is 'Who works on this store; a lease lives as long as its process beats';

-- Task runs and attempts name their run without a foreign key: one is checked at every insert, and only the store's own statements write here.
create table pipeline_runs (
    run_id              uuid primary key,
    pipeline            text        not null,
    run_key             text        not null,
    state               text        not null,
    reason              text,
    created_at          timestamptz not null,
    started_at          timestamptz,
    ended_at            timestamptz,
    interval_start      timestamptz,
    interval_end        timestamptz,
    params              text        not null,
    plan_hash           text        not null,
    rules_version       integer     not null,
    driver              text        not null,
    application         text        not null,
    application_version text        not null,
    onedag_version      text        not null,
    round               integer     not null,
    round_by            text,
    owner               uuid,
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
    run_id             uuid    not null,
    task               text    not null,
    map_index          integer not null,
    state              text    not null,
    reason             text,
    round              integer not null,
    attempt            integer not null,
    earlier_attempts   integer not null,
    recoveries         integer not null,
    generation         bigint  not null,
    owner              uuid,
    started_at         timestamptz,
    ended_at           timestamptz,
    retry_at           timestamptz,
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
    process_started_at timestamptz,
    output             text,
    primary key (run_id, task, map_index)
);
comment on column pipeline_tasks.output is 'JSON as text: jsonb would lose its order of keys and refuse \u0000';

create table task_attempts (
    run_id        uuid    not null,
    task          text    not null,
    map_index     integer not null,
    generation    bigint  not null,
    round         integer not null,
    attempt       integer not null,
    outcome       text    not null,
    started_at    timestamptz,
    ended_at      timestamptz,
    error_type    text,
    error_message text,
    error_where   text,
    error_fatal   boolean,
    primary key (run_id, task, map_index, generation)
);
comment on table task_attempts is 'Attempts that did not end their task run, or ended it in an earlier round';

create table raw_data (
    id           uuid primary key,
    source       text        not null,
    source_key   text,
    run_id       uuid,
    task         text,
    content      text        not null,
    extracted_at timestamptz not null
);
create index raw_data_by_source on raw_data (source, extracted_at);
create index raw_data_by_run on raw_data (run_id);

create table transformed_data (
    id                 uuid primary key,
    raw_data_id        uuid references raw_data (id),
    source             text        not null,
    run_id             uuid,
    task               text,
    content            text        not null,
    transformed_at     timestamptz not null,
    validation_status  text        not null,
    validation_message text
);
create index transformed_data_by_raw on transformed_data (raw_data_id);
create index transformed_data_by_source on transformed_data (source, transformed_at);
create index transformed_data_by_run on transformed_data (run_id);

insert into onedag_version (id, schema_version, oldest_writer, oldest_writer_name) values (1, 1, 1, '0.1.0');
