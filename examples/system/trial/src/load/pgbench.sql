-- The writes of two commands, each in a transaction: a user registers, and then has another address.
\set key random(1, 9000000000000000000)
begin;
insert into users (sequence, email, plan, locale, signed_up_at) values (1, 'first-' || :key || '@bench.example', 'pro', 'en', 1795000000000) returning user_id \gset
insert into answered (key, user_id, sequence, time) values ('first-' || :key, :user_id, 1, 1795000000000);
insert into outbox (user_id, sequence, event, time, data) values (:user_id, 1, 'user.registered', 1795000000000, '{"user_id":' || :user_id || ',"email":"first-' || :key || '@bench.example","plan":"pro","locale":"en","signed_up_at":1795000000000}');
insert into last_events (user_id, sequence) values (:user_id, 1) on conflict (user_id) do update set sequence = excluded.sequence;
commit;
begin;
select sequence, email from users where user_id = :user_id for update \gset
update users set email = 'second-' || :key || '@bench.example', sequence = :sequence + 1 where user_id = :user_id;
insert into answered (key, user_id, sequence, time) values ('second-' || :key, :user_id, :sequence + 1, 1795000000000);
insert into outbox (user_id, sequence, event, time, data) values (:user_id, :sequence + 1, 'user.email_changed', 1795000000000, '{"user_id":' || :user_id || ',"email":"second-' || :key || '@bench.example","previous_email":"first-' || :key || '@bench.example","changed_at":1795000000000}');
insert into last_events (user_id, sequence) values (:user_id, :sequence + 1) on conflict (user_id) do update set sequence = excluded.sequence;
commit;
