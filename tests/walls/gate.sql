-- What each check looks at. `serving` is whoever a statement of the service can run as.
create or replace temporary view tables as
  select oid, relname, relowner, relrowsecurity, relforcerowsecurity from pg_class
   where relnamespace = 'kept'::regnamespace and relkind in ('r', 'p');
create or replace temporary view serving as
  select * from pg_roles where rolname like 'kept\_%' and rolname not in ('kept_owner', 'kept_context', 'kept_backup');
create or replace temporary view helpers as
  select * from pg_proc where pronamespace in ('kept'::regnamespace, 'walls'::regnamespace);
create or replace temporary view relations as
  select * from pg_class where relnamespace in ('kept'::regnamespace, 'walls'::regnamespace)
     and relkind in ('r', 'p', 'v', 'm', 'f', 'S');
-- What never changes once a row is there: whose it is, who made it, what was said, what was promised and why.
create or replace temporary view fixed as select unnest(array['council_id', 'id', 'young_person_id', 'kind', 'team_id',
  'worker_id', 'asked_at', 'asked_through', 'due_at', 'due_on', 'late_day_at', 'days', 'logged_by_id', 'about', 'message',
  'safe_times', 'urgent', 'rank', 'slug', 'role', 'care', 'started_at',
  'plan_id', 'plan_kind', 'written_at', 'written_by_id', 'written_by', 'section', 'body', 'withheld_because', 'action_id', 'what',
  'given_at', 'rule', 'counted_from', 'promise_id', 'rating', 'words', 'month', 'frozen_on']) as attname;

-- check: the walls are not up
select relname from tables where not (relrowsecurity and relforcerowsecurity);

-- check: no wall between councils
select t.relname || ' for ' || r.rolname from tables t cross join serving r
 where has_any_column_privilege(r.oid, t.oid, 'select, insert, update') and not exists (
   select from pg_policy p where p.polrelid = t.oid and not p.polpermissive and p.polcmd = '*' and r.oid = any (p.polroles)
      and (pg_get_expr(p.polqual, t.oid) like '(council\_id = ( SELECT walls.council(walls.hat()) AS council))'
           or pg_get_expr(p.polqual, t.oid) like '((council\_id = ( SELECT walls.council(walls.hat()) AS council)) AND (young\_person\_id = ( SELECT walls.me() AS me)))')
      and coalesce(pg_get_expr(p.polwithcheck, t.oid), pg_get_expr(p.polqual, t.oid)) = pg_get_expr(p.polqual, t.oid));

-- check: a row of no council
select relname from tables t where not exists (select from pg_attribute a where a.attrelid = t.oid
   and a.attname = 'council_id' and a.attnotnull and a.atttypid = 'uuid'::regtype);

-- check: no primary key
select relname from tables t where not exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary);

-- check: an index does not begin with the council
select t.relname || '.' || n.relname from pg_index i join tables t on t.oid = i.indrelid join pg_class n on n.oid = i.indexrelid
 where not exists (select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0] and a.attname = 'council_id');

-- check: a foreign key does not begin with the council
select t.relname || '.' || c.conname from pg_constraint c join tables t on t.oid = c.conrelid
 where c.contype = 'f' and not (
   exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attnum = c.conkey[1] and a.attname = 'council_id')
   and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attnum = c.confkey[1] and a.attname = 'council_id'));

-- check: an enumerated type
select t.relname || '.' || a.attname from pg_attribute a join tables t on t.oid = a.attrelid join pg_type y on y.oid = a.atttypid
 where a.attnum > 0 and not a.attisdropped and y.typtype = 'e';

-- check: a moment without its zone
select t.relname || '.' || a.attname from pg_attribute a join tables t on t.oid = a.attrelid
 where a.attnum > 0 and not a.attisdropped and a.atttypid in ('timestamp'::regtype, 'timestamp[]'::regtype);

-- check: a copy that no policy reaches
select relname from pg_class where relnamespace = 'kept'::regnamespace and relkind in ('m', 'f');

-- check: a view that sees with its owner's eyes
select relname from pg_class where relnamespace = 'kept'::regnamespace and relkind = 'v'
   and not coalesce(reloptions, '{}') && array['security_invoker=true', 'security_invoker=on', 'security_invoker=1'];

-- check: a policy for everybody
select t.relname || '.' || p.polname from pg_policy p join tables t on t.oid = p.polrelid where 0 = any (p.polroles);

-- check: a helper that can be misled
select proname from helpers where not coalesce(proconfig, '{}') && array['search_path=pg_catalog, pg_temp']
   and (prosecdef or prosqlbody is null and prolang = (select oid from pg_language where lanname = 'sql'));

-- check: a helper that counts days by the session's clock
select proname from helpers where prosrc like '%at time zone ''%' and not coalesce(proconfig, '{}') && array['TimeZone=UTC'];

-- check: a hat that is no constant of a plan
select proname from helpers where proname = 'hat' and (provolatile <> 'i' or pronargs > 0 or prosrc <> ' begin return current_user; end ');

-- check: a helper for everybody
select proname from helpers where has_function_privilege('public', oid, 'execute');

-- check: a helper of the wrong owner
select proname from helpers where proowner <> 'kept_context'::regrole;

-- check: a role with too much power
select rolname from pg_roles where rolname like 'kept\_%'
   and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb or rolreplication or rolinherit);

-- check: a hat that can sign in
select rolname from pg_roles where rolname like 'kept\_%' and rolcanlogin
   and rolname not in ('kept_owner', 'kept_api', 'kept_jobs', 'kept_stats', 'kept_backup');

-- check: somebody who serves owns something
select c.relname || ' of ' || r.rolname from relations c join serving r on r.oid = c.relowner
 union all select n.nspname || ' of ' || r.rolname from pg_namespace n join serving r on r.oid = n.nspowner
 union all select f.proname || ' of ' || r.rolname from pg_proc f join serving r on r.oid = f.proowner;

-- check: a hat on the wrong head
select m.rolname || ' is ' || r.rolname from pg_auth_members a join pg_roles m on m.oid = a.member
  join pg_roles r on r.oid = a.roleid
 where (r.rolname like 'kept\_%' or m.rolname like 'kept\_%')
   and (a.admin_option or a.inherit_option
        or not (m.rolname = 'kept_api' and r.rolname not in ('kept_loader', 'kept_context', 'kept_owner', 'kept_jobs', 'kept_stats',
                  'kept_ladder', 'kept_retention', 'kept_handover', 'kept_delivery')
                and r.rolname like 'kept\_%'
             or m.rolname = 'kept_jobs' and r.rolname in ('kept_public', 'kept_ladder', 'kept_retention', 'kept_handover',
                  'kept_delivery')
             or m.rolname = 'kept_owner' and r.rolname in ('kept_context', 'kept_loader')));

-- check: a right that nobody needs
select r.rolname || ' may ' || verb || ' ' || t.relname from tables t cross join pg_roles r
 cross join unnest(array['delete', 'truncate', 'references', 'trigger', 'maintain']) verb
 where r.rolname like 'kept\_%' and r.rolname <> 'kept_owner' and has_table_privilege(r.oid, t.oid, verb);

-- check: a right of a role without a hat
select r.rolname || ' on ' || t.relname from relations t cross join serving r where r.rolcanlogin
   and case when t.relkind = 'S' then has_sequence_privilege(r.oid, t.oid, 'usage, select, update')
            else has_any_column_privilege(r.oid, t.oid, 'select, insert, update') end;

-- check: a right of everybody
select t.relname || ' ' || a.privilege_type from relations t, aclexplode(t.relacl) a where a.grantee = 0
 union all
select t.relname || '.' || c.attname from relations t join pg_attribute c on c.attrelid = t.oid, aclexplode(c.attacl) a
 where a.grantee = 0;

-- check: a right without a door
select r.rolname || ' may ' || verb || ' ' || t.relname from tables t cross join serving r
 cross join unnest(array['select', 'insert', 'update']) verb
 where has_any_column_privilege(r.oid, t.oid, verb) and not exists (
   select from pg_policy p where p.polrelid = t.oid and p.polpermissive and r.oid = any (p.polroles)
      and p.polcmd in ('*', case verb when 'select' then 'r' when 'insert' then 'a' else 'w' end));

-- check: a door without a right
select r.rolname || ' through ' || t.relname || '.' || p.polname from pg_policy p join tables t on t.oid = p.polrelid
  join pg_roles r on r.oid = any (p.polroles)
 where p.polpermissive and not has_any_column_privilege(r.oid, t.oid, case p.polcmd
   when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' else 'select, insert, update' end)
   and not (p.polcmd = 'd' and has_table_privilege(r.oid, t.oid, 'delete'));

-- check: the back-up may write
select t.relname from relations t where t.relkind <> 'S' and has_any_column_privilege('kept_backup', t.oid, 'insert, update');

-- check: what was promised can be changed
select r.rolname || ' may update ' || t.relname || '.' || a.attname from pg_attribute a join tables t on t.oid = a.attrelid
  join fixed using (attname) cross join pg_roles r
 where r.rolname like 'kept\_%' and r.rolname not in ('kept_owner', 'kept_loader') and t.relname <> 'idempotency_keys'
   and has_column_privilege(r.oid, t.oid, a.attnum, 'update');

-- check: a write that history does not see
select relname from tables t where not exists (select from pg_trigger g where g.tgrelid = t.oid and g.tgenabled = 'O'
   and g.tgfoid = to_regprocedure('walls.remember()') and g.tgqual is null and g.tgattr = ''
   and g.tgtype = 1 + 4 + 16);  -- for each row, after insert or update

-- check: the keys of the seal can be read
select rolname from pg_roles where rolname like 'kept\_%' and rolname <> 'kept_context'
   and has_any_column_privilege(oid, 'walls.context_keys', 'select, insert, update');

-- check: somebody else can say who was let in
select rolname from pg_roles where rolname like 'kept\_%' and rolname <> 'kept_context'
   and has_sequence_privilege(oid, 'walls.entered', 'usage, update');

-- check: a relation beside the walls
select relname from relations where relnamespace = 'walls'::regnamespace and relkind <> 'S';

-- check: somebody who serves may make things
select r.rolname || ' in ' || n.nspname from pg_namespace n cross join serving r
 where n.nspname in ('kept', 'walls', 'public') and has_schema_privilege(r.oid, n.oid, 'create')
 union all
select rolname || ' for its session' from serving where has_database_privilege(oid, current_database(), 'create, temporary')
 union all
select r.rolname || ' by ' || f.oid::regprocedure from serving r cross join pg_proc f
 where f.proname in ('lo_creat', 'lo_create', 'lo_from_bytea') and has_function_privilege(r.oid, f.oid, 'execute');

-- check: the names of what others prepared
select rolname from serving where has_table_privilege(oid, 'pg_catalog.pg_prepared_statements', 'select')
    or has_function_privilege(oid, 'pg_catalog.pg_prepared_statement()', 'execute');

-- check: somebody who serves may touch the list of jobs
select r.rolname || ' on ' || c.relname from pg_class c cross join serving r
 where c.relnamespace = 'jobs'::regnamespace and c.relkind in ('r', 'p', 'v', 'S') and r.rolname <> 'kept_jobs'
   and case when c.relkind = 'S' then has_sequence_privilege(r.oid, c.oid, 'usage, select, update')
            else has_any_column_privilege(r.oid, c.oid, 'select, insert, update') end
 union all
select r.rolname || ' in jobs' from serving r where r.rolname <> 'kept_jobs' and has_schema_privilege(r.oid, 'jobs', 'usage, create')
 union all
select 'everybody runs ' || proname from pg_proc where pronamespace = 'jobs'::regnamespace and has_function_privilege('public', oid, 'execute');
