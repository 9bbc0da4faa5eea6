-- Names in this file are unqualified: it runs with Onedag's schema first on the search path.

alter table pipeline_tasks add column driver_round integer;
alter table pipeline_tasks add column deadline timestamptz;
comment on column pipeline_tasks.driver_round is 'The latest attempt''s round, as an engine outside that drives the run counts';
comment on column pipeline_tasks.deadline is 'When such an engine gives the latest attempt up at the latest';

create table earlier_params (
    run_id      uuid    not null,
    until_round integer not null,
    params      text    not null,
    primary key (run_id, until_round)
);
comment on table earlier_params is 'The parameters of rounds that were followed by one with others';

update onedag_version set schema_version = 3;
