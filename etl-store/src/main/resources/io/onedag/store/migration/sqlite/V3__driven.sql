alter table pipeline_tasks add column driver_round integer;
alter table pipeline_tasks add column deadline text;

create table earlier_params (
    run_id      text    not null,
    until_round integer not null,
    params      text    not null,
    primary key (run_id, until_round)
);

update onedag_version set schema_version = 3;
