//! The data sets: the same users each time, generated with a fixed seed.

use crate::figure::Report;
use crate::instance::Instance;
use crate::people::{ADMIN, account, enrol};
use crate::{Outcome, import};
use domain::Role;
use sea_orm::ConnectionTrait;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::Path;

/// Random numbers that are the same each time (`SplitMix64`).
#[derive(Debug)]
pub struct Dice(u64);

impl Dice {
    /// The generator for a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next one, below the number of sides.
    pub fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) >> 33).unwrap_or_default() % sides
    }

    fn pick(&mut self, words: &'static str) -> &'static str {
        let count = words.split(' ').count();
        words.split(' ').nth(self.roll(count)).unwrap_or_default()
    }
}

const FIRST: &str = "adèle agathe alice anaïs anna arthur aurélie bastien benoît camille cécile \
    charlotte chloé claire clément côme damien david édouard élise émile emma éric étienne eva \
    fabien félix florence gabriel gaël gilles hélène henri hugo inès iris jade jean jeanne jules \
    julie karim léa léo louis louise lucas lucie manon marc marie mathis maxime mélanie mia nadia \
    noé nora océane olivier paul pauline pierre quentin rachel raphaël rémi romain rose sacha sarah \
    simon sofia théo thomas valentin victor yann yasmine zoé";
const START: &str = "mar lef ber dur mor lam bon gir rou vin fau mer bla gar hen per mul nic math \
    che gau dup lec bou rob sch ler fer col arn dum mas bra pic lac val cor ren bar dav";
const MIDDLE: &str = "an el in on er ou ai au e i o u ar or il et";
const END: &str = "tin èvre nard and eau ier ot ard ault et in on ez lin mont bert eux ange ois";

/// Creates the data set if it does not exist, and measures its import.
pub async fn prepare(instance: &Instance, users: u64, report: &mut Report) -> Outcome<()> {
    let done = instance.folder.join("done");
    if done.is_file() && instance.is_kept() {
        return Ok(());
    }
    println!("==> {users} users");
    std::fs::create_dir_all(&instance.folder)?;
    instance.create().await?;
    let file = instance.folder.join("people.csv");
    write(&file, users)?;
    // All but the admin, who is created afterwards.
    import::measure(instance, &file, users - 1, report).await?;
    std::fs::remove_file(&file)?;
    live(instance).await?;
    instance.settle().await?;
    Ok(std::fs::write(done, "")?)
}

/// The file of all users but the admin.
fn write(file: &Path, users: u64) -> Outcome<()> {
    let mut out = BufWriter::new(File::create(file)?);
    let mut dice = Dice::new(42);
    writeln!(out, "email,name,role,language,required")?;
    for number in 1..users {
        let first = dice.pick(FIRST);
        let last = format!(
            "{}{}{}",
            dice.pick(START),
            dice.pick(MIDDLE),
            dice.pick(END)
        );
        let role = if dice.roll(1_000) == 0 {
            "admin"
        } else {
            "user"
        };
        let language = dice.pick("fr fr fr fr en en de es it nl");
        let required = match dice.roll(10_000) {
            0..200 => "yes",
            200..210 => "exempt",
            _ => "no",
        };
        let domain = dice.pick("exemple.fr exemple.fr example.org beispiel.de");
        let (a, b) = (domain::fold::fold(first), domain::fold::fold(&last));
        writeln!(
            out,
            "{a}.{b}.{number}@{domain},{first} {last},{role},{language},{required}"
        )?;
    }
    Ok(out.flush()?)
}

/// Gives the users a history, and the admin a password.
async fn live(instance: &Instance) -> Outcome<()> {
    let backend = instance.backend().await?;
    let now = backend.now().unix();
    // About two thirds have a factor, three quarters have signed in, one in 200 is exempt for a limited time.
    for statement in [
        format!(
            "UPDATE users SET two_factor_since = {now} - 1 - (id * 7919) % 5000000 \
             WHERE (id * 2654435761) % 100 < 66"
        ),
        format!(
            "UPDATE users SET last_sign_in_at = {now} - 1 - (id * 104729) % 9000000, \
             comply_since = {now} - 1 - (id * 104729) % 9000000 \
             WHERE (id * 40503) % 100 < 75"
        ),
        format!(
            "UPDATE users SET override_rule = 'exempt', override_generation = 0, override_at = {now}, \
             override_until = ({now} / 86400 + 20 - id % 30) * 86400 WHERE id % 200 = 0"
        ),
    ] {
        instance
            .database()
            .await?
            .write()
            .execute_unprepared(&statement)
            .await?;
    }
    account(&backend, ADMIN, "Ada Byron", Role::Admin).await?;
    // Everybody with a factor has a secret: the same one, since nobody signs in with it. It is read
    // once: a query for each user would search all that were already copied.
    enrol(&backend, "first", Role::User).await?;
    let copies = [
        "INSERT INTO factors (user_id, kind, label, created_at, confirmed_at) \
         WITH f AS MATERIALIZED (SELECT * FROM factors) \
         SELECT u.id, f.kind, f.label, f.created_at, f.confirmed_at FROM users u CROSS JOIN f \
         WHERE u.two_factor_since IS NOT NULL AND u.id <> f.user_id",
        "INSERT INTO totp_factors (factor_id, sealed_secret) \
         WITH t AS MATERIALIZED (SELECT * FROM totp_factors) \
         SELECT f.id, t.sealed_secret FROM factors f CROSS JOIN t WHERE f.id <> t.factor_id",
    ];
    for copy in copies {
        instance
            .database()
            .await?
            .write()
            .execute_unprepared(copy)
            .await?;
    }
    enrol(&backend, "last", Role::User).await?;
    Ok(backend.close().await?)
}
