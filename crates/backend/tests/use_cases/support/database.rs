//! The database, bypassing the use cases, on SQLite and PostgreSQL.

use super::TestApp;
use test_support::sql::{self, rows};

impl TestApp {
    /// Changes the database. Bytes are written as on SQLite.
    pub async fn sql(&self, statement: &str) {
        let db = self.db().write();
        sql::execute(db, &sql::spoken(db, statement)).await;
    }

    /// One number from the database.
    pub async fn number(&self, query: &str) -> i64 {
        let db = self.db().write();
        let query = sql::spoken(db, query);
        sql::value(db, &format!("SELECT CAST(({query}) AS BIGINT)")).await
    }

    /// Makes every statement of a kind fail on a table, by the trigger `refuse`.
    pub async fn refuse(&self, kind: &str, table: &str) {
        let statement = if self.db().is_postgres() {
            format!(
                "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
                 $$ BEGIN RAISE EXCEPTION 'refused'; END $$;
                 CREATE TRIGGER refuse BEFORE {kind} ON {table}
                 FOR EACH ROW EXECUTE FUNCTION refuse()"
            )
        } else {
            format!(
                "CREATE TRIGGER refuse BEFORE {kind} ON {table}
                 BEGIN SELECT RAISE(ABORT, 'refused'); END"
            )
        };
        self.sql(&statement).await;
    }

    pub async fn take_trigger_away(&self, table: &str, trigger: &str) {
        let on = if self.db().is_postgres() {
            format!(" ON {table}")
        } else {
            String::new()
        };
        self.sql(&format!("DROP TRIGGER {trigger}{on}")).await;
    }

    /// Every byte of the database: on SQLite of its files, on PostgreSQL of every column.
    pub async fn stored(&self) -> Vec<u8> {
        if !self.db().is_postgres() {
            let files = self.database().files();
            let read = files.iter().map(|file| std::fs::read(file).unwrap());
            let all = read.collect::<Vec<_>>().concat();
            assert!(all.len() > 50_000, "the files of the database");
            return all;
        }
        let db = self.db().read();
        let columns = "SELECT format(CASE data_type WHEN 'bytea' THEN '%2$I' \
                ELSE 'convert_to(%2$I::text, ''UTF8'')' END, table_name, column_name)::text, \
            table_name::text FROM information_schema.columns WHERE table_schema = 'public'";
        let mut all = Vec::new();
        for column in rows(db, columns).await {
            let (bytes, table): (String, String) = (
                column.try_get_by_index(0).unwrap(),
                column.try_get_by_index(1).unwrap(),
            );
            let query = format!("SELECT {bytes} FROM {table} WHERE {bytes} IS NOT NULL");
            all.extend(sql::column::<Vec<u8>>(db, &query).await.concat());
        }
        all
    }
}
