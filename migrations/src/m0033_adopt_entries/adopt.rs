//! Chains the entries of a database from before the chain, in the encoding that entries are hashed by.

use domain::fold::fold;
use sea_orm_migration::prelude::*;
use sea_orm_migration::sea_orm::QueryResult;
use sha2::{Digest, Sha256};

const ENTRIES: &str = "audit_entries";
/// What is read of an entry.
const COLUMNS: [&str; 10] = [
    "id",
    "version",
    "at",
    "action",
    "actor_id",
    "actor_name",
    "target_id",
    "target_name",
    "detail",
    "address",
];
/// How many entries are read at once.
const STEP: u64 = 500;

/// Where the chain ends so far.
struct Head {
    last_id: Option<i64>,
    hash: Vec<u8>,
    entries: i64,
}

/// Chains every entry, where no entry is chained yet.
pub(super) async fn unchained(manager: &SchemaManager<'_>) -> Result<(), DbErr> {
    if has_begun(manager).await? {
        return Ok(());
    }
    let mut head = Head {
        last_id: None,
        hash: vec![0; 32],
        entries: 0,
    };
    loop {
        let rows = after(manager, head.last_id).await?;
        if rows.is_empty() {
            break;
        }
        for row in rows {
            head = chain(manager, head, &row).await?;
        }
    }
    let end = Query::update()
        .table("audit_heads")
        .values([
            ("last_id", head.last_id.unwrap_or(0).into()),
            ("hash", head.hash.into()),
            ("entries", head.entries.into()),
        ])
        .to_owned();
    manager.execute(end).await
}

/// Whether an entry is chained, or the head says so.
async fn has_begun(manager: &SchemaManager<'_>) -> Result<bool, DbErr> {
    let db = manager.get_connection();
    let counted = Query::select()
        .column("id")
        .from("audit_heads")
        .and_where(Expr::col("entries").gt(0))
        .to_owned();
    let chained = Query::select()
        .column("id")
        .from(ENTRIES)
        .and_where(Expr::col("hash").is_not_null())
        .limit(1)
        .to_owned();
    Ok(db.query_one(&counted).await?.is_some() || db.query_one(&chained).await?.is_some())
}

async fn after(manager: &SchemaManager<'_>, id: Option<i64>) -> Result<Vec<QueryResult>, DbErr> {
    let rows = Query::select()
        .columns(COLUMNS)
        .from(ENTRIES)
        .and_where_option(id.map(|id| Expr::col("id").gt(id)))
        .order_by("id", Order::Asc)
        .limit(STEP)
        .to_owned();
    manager.get_connection().query_all(&rows).await
}

/// Gives an entry its hash and the folded names by which it is found.
async fn chain(manager: &SchemaManager<'_>, head: Head, row: &QueryResult) -> Result<Head, DbErr> {
    let id: i64 = row.try_get("", "id")?;
    let entries = head.entries + 1;
    let hash = hash(&head.hash, entries, row)?;
    let (actor, target): (String, String) = (
        row.try_get("", "actor_name")?,
        row.try_get("", "target_name")?,
    );
    let update = Query::update()
        .table(ENTRIES)
        .values([
            ("hash", hash.clone().into()),
            ("actor_key", fold(&actor).into()),
            ("target_key", fold(&target).into()),
        ])
        .and_where(Expr::col("id").eq(id))
        .to_owned();
    manager.execute(update).await?;
    Ok(Head {
        last_id: Some(id),
        hash,
        entries,
    })
}

/// The frozen copy of the encoding: the version, then each field after its length.
fn hash(previous: &[u8], number: i64, row: &QueryResult) -> Result<Vec<u8>, DbErr> {
    let version: i32 = row.try_get("", "version")?;
    let mut hasher = Sha256::new();
    hasher.update([<u8 as TryFrom<i32>>::try_from(version).unwrap_or(u8::MAX)]);
    let mut field = |bytes: &[u8]| {
        hasher.update((bytes.len() as u64).to_be_bytes());
        hasher.update(bytes);
    };
    let text = |name: &str| row.try_get::<String>("", name);
    let optional = |name: &str| -> Result<Vec<u8>, DbErr> {
        let id: Option<i64> = row.try_get("", name)?;
        Ok(id.map(|id| id.to_be_bytes().to_vec()).unwrap_or_default())
    };
    field(previous);
    field(&number.to_be_bytes());
    field(&row.try_get::<i64>("", "at")?.to_be_bytes());
    field(text("action")?.as_bytes());
    field(&optional("actor_id")?);
    field(text("actor_name")?.as_bytes());
    field(&optional("target_id")?);
    field(text("target_name")?.as_bytes());
    field(text("detail")?.as_bytes());
    field(text("address")?.as_bytes());
    Ok(hasher.finalize().to_vec())
}
