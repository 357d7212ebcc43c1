-- Word by word what a database says of itself: what kind of thing, its name, and its definition.
select 'constraint', t.relname || '.' || c.conname,
       pg_get_constraintdef(c.oid) || case when c.convalidated and c.conenforced then '' else ' not held' end
  from pg_constraint c join pg_class t on t.oid = c.conrelid
 where t.relnamespace = 'kept'::regnamespace and c.contype <> 'n'
union all
select 'index', tablename || '.' || indexname, indexdef from pg_indexes where schemaname = 'kept'
union all
select 'column', t.relname || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attgenerated, pg_get_expr(d.adbin, d.adrelid))
  from pg_attribute a join pg_class t on t.oid = a.attrelid
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
 where t.relnamespace = 'kept'::regnamespace and t.relkind in ('r', 'p', 'v') and a.attnum > 0 and not a.attisdropped
union all
select 'policy', tablename || '.' || policyname, concat_ws(' ', permissive, cmd, roles, 'using', qual, 'check', with_check)
  from pg_policies where schemaname = 'kept'
union all
select 'right', t.relname, string_agg(a.grantee::regrole || ' ' || a.privilege_type, ', ' order by a.grantee::regrole::text, a.privilege_type)
  from pg_class t, aclexplode(t.relacl) a
 where t.relnamespace in ('kept'::regnamespace, 'walls'::regnamespace) and a.grantee <> t.relowner group by t.relname
union all
select 'right', t.relname || '.' || c.attname,
       string_agg(a.grantee::regrole || ' ' || a.privilege_type, ', ' order by a.grantee::regrole::text, a.privilege_type)
  from pg_class t join pg_attribute c on c.attrelid = t.oid, aclexplode(c.attacl) a
 where t.relnamespace = 'kept'::regnamespace group by t.relname, c.attname
union all
select 'trigger', t.relname || '.' || g.tgname, concat_ws(' ', pg_get_triggerdef(g.oid), g.tgenabled)
  from pg_trigger g join pg_class t on t.oid = g.tgrelid where t.relnamespace = 'kept'::regnamespace and not g.tgisinternal
union all
select 'helper', p.proname, concat_ws(' ', pg_get_functiondef(p.oid), p.proowner::regrole,
       (select array_agg(a.grantee::regrole || ' ' || a.privilege_type order by a.grantee::regrole::text) from aclexplode(p.proacl) a))
  from pg_proc p where p.pronamespace in ('kept'::regnamespace, 'walls'::regnamespace);
