-- The content is last, so that whoever looks how much there is doesn't read it.
create table task_logs (
    run_id     text    not null,
    task       text    not null,
    map_index  integer not null,
    generation bigint  not null,
    first_line bigint  not null,
    round      integer not null,
    attempt    integer not null,
    first_byte bigint  not null,
    lines      integer not null,
    bytes      integer not null,
    written_at text    not null,
    content    text    not null,
    primary key (run_id, task, map_index, generation, first_line)
);

alter table task_attempts add column output text;
alter table task_attempts add column put_back_in integer;

update onedag_version set schema_version = 2;
