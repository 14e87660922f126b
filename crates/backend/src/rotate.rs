//! Rotates the key that seals secrets at rest.

use crate::access::Operator;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::factor::{recovery, totp};
use crate::key_file::{add_key, belongs};
use domain::{AuditAction, FactorId, UserId};
use store::{sealed_code, totp::reseal};

/// Rows that are read at once.
const BATCH: u64 = 200;

/// The result of a rotation.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Rotated {
    /// Secrets that were sealed again.
    pub sealed_anew: u64,
    /// Old keys that were removed from the file.
    pub keys_removed: usize,
}

impl Backend {
    /// Whether this process has the key of the database: not if another machine has rotated the
    /// keys and its file has not been copied here yet.
    pub async fn has_the_key(&self) -> Result<bool> {
        belongs(&self.db, &self.vault).await
    }

    /// Makes a new key and seals every secret with it. Old keys stay in the file, for backups; with
    /// `remove_old` only the one before the new one does. An interrupted rotation can be started
    /// again; a running server reads the file again by itself.
    pub async fn rotate_keys(&self, _operator: Operator, remove_old: bool) -> Result<Rotated> {
        let of_file = |e| Error::internal("rotating the keys", e);
        let _alone = self.vault.lock().map_err(of_file)?;
        add_key(&self.db, &self.vault).await?;
        let work = self.begin(Operator::actor()).await?;
        work.commit(AuditAction::KeysRotated).await?;
        let sealed_anew = self.seal_factors_anew().await? + self.seal_codes_anew().await?;
        let keys_removed = if remove_old {
            self.vault.remove_old_keys().map_err(of_file)?
        } else {
            0
        };
        Ok(Rotated {
            sealed_anew,
            keys_removed,
        })
    }

    async fn seal_factors_anew(&self) -> Result<u64> {
        let (mut after, mut done) = (FactorId::new(0), 0);
        loop {
            let apps = store::totp::list_after(self.db.write(), after, BATCH).await?;
            let Some(last) = apps.last() else {
                return Ok(done);
            };
            after = last.id;
            for app in apps {
                if let Some(anew) = self.anew(totp::PURPOSE, app.user, &app.sealed_secret)? {
                    done += reseal(self.db.write(), app.id, app.sealed_secret, anew).await?;
                }
            }
        }
    }

    async fn seal_codes_anew(&self) -> Result<u64> {
        let (mut after, mut done) = (0, 0);
        loop {
            let rows = sealed_code::list_after(self.db.write(), after, BATCH).await?;
            let Some(last) = rows.last() else {
                return Ok(done);
            };
            after = last.id;
            for row in rows {
                let (user, sealed) = (*row.user_id, row.sealed_code.unwrap_or_default());
                let Some(anew) = self.anew(recovery::PURPOSE, user, &sealed)? else {
                    continue;
                };
                // Only where the code is still there: once it is saved, it is erased.
                done += sealed_code::reseal(self.db.write(), row.id, sealed, anew).await?;
            }
        }
    }

    /// A secret sealed with the current key; nothing if it already is.
    fn anew(&self, purpose: &str, user: UserId, sealed: &[u8]) -> Result<Option<Vec<u8>>> {
        if self.vault.is_current(sealed) {
            return Ok(None);
        }
        let secret = self.vault.unseal(purpose, user, sealed)?;
        self.vault.seal(purpose, user, &secret).map(Some)
    }
}
