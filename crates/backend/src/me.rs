//! What users do with their own account.

use crate::access::Member;
use crate::audit::Done;
use crate::context::Backend;
use crate::error::{Error, Result};
use crate::factor::recovery;
use crate::link::end_one_time_rights;
use crate::rules::{compliance_of, keep_compliance, load, requirement_of, requiring_groups};
use crate::session::{Progress, end_others, ended};
use crate::token::Token;
use domain::fold::{fold, search_key};
use domain::problem::Problem;
use domain::{
    AuditAction, AuditDetail, Change, DisplayName, EndReason, Language, NewPassword, NoticeKind,
    Rule, SecondFactorInput,
};
use store::profile::{self, Profile};
use wire::view::OwnFactor;

impl Backend {
    /// The user's own second factor, if there is one.
    pub async fn own_factor(&self, member: Member<'_>) -> Result<Option<OwnFactor>> {
        self.factor_of(member.principal().user()).await
    }

    /// The names of the user's own groups that require 2FA, where their rule decides, and not one on the user.
    pub async fn own_requiring_groups(&self, member: Member<'_>) -> Result<Vec<String>> {
        let principal = member.principal();
        if principal.requirement().rule != Rule::Group {
            return Ok(Vec::new());
        }
        requiring_groups(self.db.read(), principal.user()).await
    }

    /// Changes the user's own name and language.
    pub async fn save_profile(
        &self,
        member: Member<'_>,
        name: &str,
        language: Language,
    ) -> Result<()> {
        let principal = member.principal();
        let name = DisplayName::parse(name)?;
        let work = self.begin(member.actor()).await?;
        let tx = work.tx();
        let user = store::user::find(tx, principal.user()).await?;
        if user.name == name.as_str() && *user.language == language {
            return Ok(());
        }
        let profile = Profile {
            name: name.as_str(),
            name_key: fold(name.as_str()),
            search_key: search_key(name.as_str(), &user.email),
            language,
        };
        profile::save(tx, principal.user(), profile).await?;
        let renamed = Change::between(user.name, name.as_str().to_owned());
        let done = Done::from(AuditAction::ProfileChanged);
        // The other admins are told of another name alone.
        let done = match renamed {
            Some(_) => done.of_role(*user.role),
            None => done,
        };
        let changed = AuditDetail::Profile {
            name: renamed,
            language: Change::between(*user.language, language),
        };
        work.commit(done.with(changed)).await
    }

    /// Changes the user's own password; the other sessions end, and this one gets a new token. The
    /// current password is the proof of users without a factor; the others must also have proven
    /// their factor within the last five minutes. `forget_devices` says whether no device is known any more.
    pub async fn change_password(
        &self,
        member: Member<'_>,
        current: &str,
        (new, repeated): (&str, &str),
        forget_devices: bool,
    ) -> Result<Token> {
        let principal = member.principal();
        if principal.is_active() {
            principal.fresh_member()?;
        }
        let user = profile::find(self.db.read(), principal.user())
            .await?
            .ok_or(Error::Unauthenticated)?;
        let counted = self.count_own_password(&user.email, member).await;
        let counted = self.noted(&member.actor(), counted).await?;
        let stored = user.password_hash.as_deref();
        let verified = self.verify_counted(&counted, current, stored).await?;
        if !verified.right {
            return Err(Problem::CurrentPassword.into());
        }
        self.forget_wrong_passwords(&counted).await?;
        let new = NewPassword::parse(new, &[&user.name, &user.email])?;
        if new.reveal() != domain::password::normalise(repeated) {
            return Err(Problem::PasswordsDiffer.into());
        }
        let hash = self.hasher.hash(&new).await?;
        let work = self.begin(member.actor()).await?;
        let tx = work.tx();
        // It was changed meanwhile: the input is no longer the current password.
        if !profile::replace_password(tx, *user.id, user.password_hash, hash).await? {
            return Err(Problem::CurrentPassword.into());
        }
        end_others(
            tx,
            principal.user(),
            principal.session(),
            ended(&work, EndReason::Password),
        )
        .await?;
        if forget_devices {
            store::device_cookie::forget(tx, principal.user(), None).await?;
        }
        // An invitation would allow yet another password.
        end_one_time_rights(tx, principal.user(), Some(NoticeKind::PasswordChanged)).await?;
        let token = self
            .renew(tx, principal, work.now(), Progress::NONE)
            .await?;
        work.commit(AuditAction::PasswordChanged).await?;
        Ok(token)
    }

    /// Removes the user's own factor: refused while 2FA is required, and only with a code.
    pub async fn deactivate_two_factor(&self, member: Member<'_>, code: &str) -> Result<()> {
        let principal = member.principal();
        if principal.requirement().required {
            return Err(Problem::TwoFactorRequired.into());
        }
        let input = SecondFactorInput::parse(code)?;
        let (work, _) = self.prove(principal, &input).await?;
        let tx = work.tx();
        let rules = load(tx).await?;
        let user = store::user::find(tx, principal.user()).await?;
        let now = work.now();
        // 2FA may have become required while the code was checked.
        if requirement_of(&user, &rules, now).required {
            return Err(Problem::TwoFactorRequired.into());
        }
        store::factor::remove_all(tx, principal.user()).await?;
        let decided = user.suspended_generation.is_some();
        let kept = compliance_of(&user).factor_removed(decided, now);
        keep_compliance(tx, &user, kept).await?;
        end_others(
            tx,
            principal.user(),
            principal.session(),
            ended(&work, EndReason::Factor),
        )
        .await?;
        let removed = Done::from(AuditAction::FactorDeactivated).of_role(*user.role);
        work.commit(removed).await
    }

    /// Makes a new set of recovery codes, with a code; the old set becomes worthless. The new ones
    /// wait to be saved. The other sessions, which could read them too, end, and this one gets a
    /// new token.
    pub async fn renew_recovery_codes(&self, member: Member<'_>, code: &str) -> Result<Token> {
        let principal = member.principal();
        let input = SecondFactorInput::parse(code)?;
        let (work, _) = self.prove(principal, &input).await?;
        work.commit_unrecorded().await?;
        // Hashing takes time, which tells nobody whether a code was right: it is used up by now.
        let now = self.now();
        let codes = recovery::prepare(self, principal.user(), now).await?;
        let work = self.begin(member.actor()).await?;
        let tx = work.tx();
        if !store::factor::is_confirmed(tx, principal.user()).await? {
            return Err(Error::NotFound);
        }
        recovery::replace(tx, principal.user(), codes).await?;
        end_others(
            tx,
            principal.user(),
            principal.session(),
            ended(&work, EndReason::Factor),
        )
        .await?;
        let token = self.renew(tx, principal, now, Progress::NONE).await?;
        work.commit(AuditAction::RecoveryCodesRenewed).await?;
        Ok(token)
    }
}
