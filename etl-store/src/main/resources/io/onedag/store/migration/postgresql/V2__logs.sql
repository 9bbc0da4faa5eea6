-- Names in this file are unqualified: it runs with Onedag's schema first on the search path.

-- The content is last, so that whoever looks how much there is doesn't read it.
create table task_logs (
    run_id     uuid        not null,
    task       text        not null,
    map_index  integer     not null,
    generation bigint      not null,
    first_line bigint      not null,
    round      integer     not null,
    attempt    integer     not null,
    first_byte bigint      not null,
    lines      integer     not null,
    bytes      integer     not null,
    written_at timestamptz not null,
    content    text        not null,
    primary key (run_id, task, map_index, generation, first_line)
);
comment on table task_logs is 'What attempts logged, in parts of whole lines; of each attempt its beginning and its end, at most 1 MiB';

alter table task_attempts add column output text;
alter table task_attempts add column put_back_in integer;
comment on column task_attempts.output is 'The output of an attempt that succeeded and was put back';
comment on column task_attempts.put_back_in is 'The round in which its task run was put back';

update onedag_version set schema_version = 2;
