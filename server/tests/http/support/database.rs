//! How to count writes on each database.

use sea_orm::ConnectionTrait;
use store::Db;

/// SQLite counts every row; here the writes to what is kept of attempts are counted separately.
const SQLITE: &str = "CREATE TEMP TABLE attempts (n INTEGER); INSERT INTO attempts VALUES (0); \
    CREATE TEMP TRIGGER more AFTER INSERT ON main.password_failures \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER other AFTER UPDATE ON main.password_failures \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER less AFTER DELETE ON main.password_failures \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER sum AFTER INSERT ON main.security_events \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER summed AFTER UPDATE ON main.security_events \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER taken_back AFTER DELETE ON main.security_events \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER account_failures_insert AFTER INSERT ON main.account_failures \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER account_failures_update AFTER UPDATE ON main.account_failures \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER account_failures_delete AFTER DELETE ON main.account_failures \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER password_turns_insert AFTER INSERT ON main.password_turns \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER password_turns_update AFTER UPDATE ON main.password_turns \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER password_turns_delete AFTER DELETE ON main.password_turns \
        BEGIN UPDATE attempts SET n = n + 1; END; \
    CREATE TEMP TRIGGER told AFTER INSERT ON main.events WHEN NEW.kind = 'attempts' \
        BEGIN UPDATE attempts SET n = n + 1; END;";

/// A sequence counts, which no rollback undoes.
const POSTGRES: &str = "CREATE SEQUENCE writes; \
    CREATE FUNCTION note_write() RETURNS trigger LANGUAGE plpgsql AS \
        $$ BEGIN \
            IF TG_TABLE_NAME != 'events' OR coalesce(to_jsonb(NEW)->>'kind', '') != 'attempts' \
                THEN PERFORM nextval('writes'); END IF; \
            RETURN NULL; \
        END $$; \
    DO $$ DECLARE place name; BEGIN \
        FOR place IN SELECT tablename FROM pg_tables \
            WHERE schemaname = 'public' AND tablename NOT IN ('account_failures', 'password_failures', \
                'password_turns', 'security_events') \
        LOOP EXECUTE format('CREATE TRIGGER note_write AFTER INSERT OR UPDATE OR DELETE ON %I \
            FOR EACH ROW EXECUTE FUNCTION note_write()', place); \
        END LOOP; \
    END $$;";

/// Begins to count.
pub async fn count(db: &Db) {
    let statements = if db.is_postgres() { POSTGRES } else { SQLITE };
    db.write().execute_unprepared(statements).await.unwrap();
}

/// The query for the number of rows written, without what is kept of attempts. On SQLite each
/// of those was written twice, by its trigger.
pub fn counted(db: &Db) -> &'static str {
    if db.is_postgres() {
        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM writes"
    } else {
        "SELECT total_changes() - 2 * n FROM attempts"
    }
}
