//! Nobody frees an admin from 2FA unseen, and nobody their own account (attack 25).

use crate::admins::{colleague, notice};
use crate::bulk_kinds::EXEMPT;
use crate::groups::REQUIRE;
use crate::notices::{mark_read, told};
use crate::support::{Person, TestApp, asked, by_the_box, problem};
use backend::access::Principal;
use backend::bulk::{Selected, Terms};
use domain::problem::Problem;
use domain::{
    BulkKind, BulkRefusal, GroupId, Named, NoticeKind, OverrideRule, Policy, Role, UserId,
};

const LATE: &str = "2027-06-30";

async fn end_rule(app: &TestApp, admin: &Principal, id: UserId, rule: OverrideRule) {
    let right = admin.fresh_admin().unwrap();
    let ended = app.backend.end_rule(right, id, rule).await.unwrap();
    assert!(ended.is_some());
}

async fn save(app: &TestApp, admin: &Principal, id: UserId, required: bool) {
    let right = admin.fresh_admin().unwrap();
    let saved = app
        .backend
        .save_requirement(right, id, by_the_box(required));
    assert!(saved.await.unwrap().changed);
}

async fn exempt(app: &TestApp, admin: &Principal, id: UserId) {
    let right = admin.fresh_admin().unwrap();
    let saved = app.backend.save_requirement(right, id, asked(false));
    assert!(saved.await.unwrap().changed);
}

async fn extend(app: &TestApp, admin: &Principal, id: UserId, day: &str) {
    let right = admin.fresh_admin().unwrap();
    let extended = app.backend.extend_deadline(right, id, day, "").await;
    extended.unwrap();
}

async fn kinds(app: &TestApp, reader: &Principal) -> Vec<NoticeKind> {
    let mut kinds: Vec<NoticeKind> = told(app, reader).await.iter().map(|n| n.kind).collect();
    kinds.reverse();
    kinds
}

/// Users with one role, and a group that requires 2FA and has them.
async fn members(app: &TestApp, role: Role) -> (Person, GroupId) {
    let person = app.with_role("Bob Martin", role).await;
    let group = app.group_of("Ventes", &[person.id]).await;
    app.rule_of_group(group, REQUIRE).await;
    app.sql("DELETE FROM notices").await;
    (person, group)
}

#[tokio::test]
async fn attack_25_all_other_admins_are_told_of_each_way_to_free_an_admin_from_2fa_and_of_no_user()
{
    for role in [Role::Admin, Role::User, Role::Auditor] {
        let app = TestApp::new().await;
        let admin = app.admin_with_factor().await;
        let (_, max) = colleague(&app, "Max Durand").await;
        let (bob, group) = members(&app, role).await;
        let other = app.group_of("Presse", &[bob.id]).await;
        exempt(&app, &admin, bob.id).await;
        end_rule(&app, &admin, bob.id, OverrideRule::Exempt).await;
        extend(&app, &admin, bob.id, LATE).await;
        // Less time is no way.
        extend(&app, &admin, bob.id, "2027-02-28").await;
        let manager = admin.fresh_admin().unwrap().into();
        for group in [other, group] {
            let left = app.backend.remove_member(&manager, group, bob.id).await;
            assert!(left.unwrap());
        }
        save(&app, &admin, bob.id, true).await;
        save(&app, &admin, bob.id, false).await;
        save(&app, &admin, bob.id, true).await;
        end_rule(&app, &admin, bob.id, OverrideRule::Required).await;
        let phone = app.enrol(&bob).await.phone;
        app.advance(60);
        let own = app.open_with(&bob, &phone).await;
        app.advance(60);
        let (member, code) = (own.member().unwrap(), phone.at(app.now()));
        let removed = app.backend.deactivate_two_factor(member, &code);
        removed.await.unwrap();
        let expected: &[NoticeKind] = match role {
            Role::Admin => &[
                NoticeKind::AdminExempted,
                NoticeKind::AdminMoreTime,
                // By the group that is left, by the box, and by lifting it.
                NoticeKind::AdminNotRequired,
                NoticeKind::AdminFactorRemoved,
            ],
            _ => &[],
        };
        assert_eq!(kinds(&app, &max).await, expected, "{role}");
        if role == Role::Admin {
            let exempted = notice(&app, &max, NoticeKind::AdminExempted).await;
            assert_eq!(exempted.about, Some(Named::new("Bob Martin", &bob.email)));
            assert_eq!(exempted.by, Some(Named::new("Ada Byron", admin.email())));
            let more = notice(&app, &max, NoticeKind::AdminMoreTime).await;
            assert_eq!(more.count, 1, "less time is no way");
            let freed = notice(&app, &max, NoticeKind::AdminNotRequired).await;
            assert_eq!(freed.count, 3);
            let removed = notice(&app, &max, NoticeKind::AdminFactorRemoved).await;
            assert_eq!(removed.about, Some(Named::new("Bob Martin", &bob.email)));
        }
    }
}

#[tokio::test]
async fn attack_25_an_act_on_many_tells_the_other_admins_once_how_many_admins_it_frees() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    colleague(&app, "Eve Petit").await;
    app.users_of_file(1_203).await;
    let last = app.add_admin("Zoé Roy").await;
    let by = admin.fresh_admin().unwrap().into();
    app.sql("DELETE FROM notices").await;
    let everybody = crate::bulk::everybody();
    // In several steps, with admins in the first and in the last of them.
    let (_, kept, _) = app.ran(&by, BulkKind::Exempt, EXEMPT, &everybody).await;
    assert!(kept.done > 1_000);
    let freed = notice(&app, &max, NoticeKind::AdminsFreed).await;
    assert_eq!((freed.count, freed.about), (3, None));
    assert_eq!(freed.by, Some(Named::new("Ada Byron", admin.email())));
    assert_eq!(kinds(&app, &max).await, [NoticeKind::AdminsFreed]);
    let due = "SELECT CAST(min(mail_due_at) AS bigint) FROM notices WHERE kind = 'admins-freed'";
    assert!(app.number(due).await >= app.now().plus(60).unix());
    // Of what comes later it says as much as long as nobody has read it, and is mailed once more.
    app.sql("UPDATE notices SET mail_due_at = NULL, mail_attempts = 6")
        .await;
    app.advance(120);
    let zoe = Selected::Listed(vec![last.id]);
    let require = BulkKind::Require;
    let (_, kept, _) = app.ran(&by, require, Terms::default(), &zoe).await;
    assert_eq!(kept.done, 1);
    let heard = format!(
        "SELECT count(*) FROM events WHERE user_id = {} AND kind = 'log'",
        max.user()
    );
    let before = app.number(&heard).await;
    let (_, kept, _) = app.ran(&by, BulkKind::Exempt, EXEMPT, &zoe).await;
    assert_eq!(kept.done, 1);
    assert_eq!(app.number(&heard).await, before + 1);
    let freed = notice(&app, &max, NoticeKind::AdminsFreed).await;
    assert_eq!(freed.count, 4);
    assert_eq!(app.number(due).await, app.now().plus(60).unix());
    let tried = "SELECT count(*) FROM notices WHERE mail_attempts > 0";
    assert_eq!(app.number(tried).await, 0);
    mark_read(&app, &max).await;
    app.ran(&by, require, Terms::default(), &zoe).await;
    app.ran(&by, BulkKind::Exempt, EXEMPT, &zoe).await;
    let counts: Vec<u64> = told(&app, &max).await.iter().map(|n| n.count).collect();
    assert_eq!(counts, [1, 4]);
    // Who did it is not told, and a user alone is no reason to tell.
    assert!(told(&app, &admin).await.is_empty());
    mark_read(&app, &max).await;
    let lea = app.user("Léa Lefèvre").await;
    let lea = Selected::Listed(vec![lea.id]);
    app.ran(&by, BulkKind::Exempt, EXEMPT, &lea).await;
    assert_eq!(told(&app, &max).await.len(), 2);
}

#[tokio::test]
async fn attack_25_no_admin_frees_their_own_account_from_2fa_and_the_command_line_does() {
    let app = TestApp::new().await;
    let (ada, _) = colleague(&app, "Ada Byron").await;
    let admin = app.proven(ada.id).await;
    let group = app.group_of("Ventes", &[ada.id]).await;
    app.rule_of_group(group, REQUIRE).await;
    let free = app.group_of("Presse", &[ada.id]).await;
    let right = admin.fresh_admin().unwrap();
    let manager = right.into();
    let backend = &app.backend;
    let refused = |answer| assert_eq!(problem(answer), Problem::OwnExemption);
    let exempted = backend.save_requirement(right, ada.id, asked(false)).await;
    refused(exempted.map(|_| ()));
    let left = backend.remove_member(&manager, group, ada.id).await;
    refused(left.map(|_| ()));
    // A group that requires nothing is left.
    assert!(backend.remove_member(&manager, free, ada.id).await.unwrap());
    let own = Selected::Listed(vec![ada.id]);
    let by = TestApp::operator();
    let require = BulkKind::Require;
    app.ran(&by, BulkKind::Exempt, EXEMPT, &own).await;
    // Ending one’s own exemption is no way to be free, nor is a rule of one's own.
    end_rule(&app, &admin, ada.id, OverrideRule::Exempt).await;
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    app.ran(&by, BulkKind::Leave, terms, &own).await;
    save(&app, &admin, ada.id, true).await;
    for answer in [
        backend
            .save_requirement(right, ada.id, by_the_box(false))
            .await
            .map(|_| ()),
        backend
            .save_requirement(right, ada.id, asked(false))
            .await
            .map(|_| ()),
        backend
            .end_rule(right, ada.id, OverrideRule::Required)
            .await
            .map(|_| ()),
    ] {
        refused(answer);
    }
    let row = app.row(&admin, ada.id).await;
    assert_eq!(row.rule, domain::Rule::Override(OverrideRule::Required));
    // The time to activate: of somebody who has no factor.
    app.sql("DELETE FROM totp_factors").await;
    app.sql("UPDATE users SET two_factor_since = NULL").await;
    let admin = app.proven(ada.id).await;
    let right = admin.fresh_admin().unwrap();
    let extended = backend.extend_deadline(right, ada.id, LATE, "").await;
    refused(extended.map(|_| ()));
    let (_, kept, _) = app.ran(&by, require, Terms::default(), &own).await;
    assert_eq!((kept.done, kept.already), (0, 1));
}

#[tokio::test]
async fn attack_25_acts_on_many_spare_ones_own_account_where_they_would_free_it() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (max, colleague) = colleague(&app, "Max Durand").await;
    let both = Selected::Listed(vec![admin.user(), max.id]);
    let group = app.group_of("Ventes", &[admin.user(), max.id]).await;
    let terms = Terms {
        group: Some(group),
        ..EXEMPT
    };
    let by = admin.fresh_admin().unwrap().into();
    let own = [(admin.user(), Some(BulkRefusal::OwnAccount))];
    // A group that requires nothing is left by everybody.
    let (_, kept, _) = app.ran(&by, BulkKind::Leave, terms, &both).await;
    assert_eq!(kept.done, 2);
    let of_others = colleague.fresh_admin().unwrap().into();
    app.ran(&of_others, BulkKind::Join, terms, &both).await;
    app.rule_of_group(group, REQUIRE).await;
    for kind in [BulkKind::Exempt, BulkKind::Leave] {
        let (plan, kept, refused) = app.ran(&by, kind, terms, &both).await;
        assert_eq!((kept.done, kept.refused), (1, 1), "{kind}");
        assert_eq!(plan.first, refused);
        let refused: Vec<_> = refused.iter().map(|one| (one.user, one.reason)).collect();
        assert_eq!(refused, own, "{kind}");
    }
}

#[tokio::test]
async fn attack_25_taking_back_what_another_admin_has_required_frees_all_but_ones_own_account() {
    let app = TestApp::new().await;
    let admin = app.admin_with_factor().await;
    let (max, colleague) = colleague(&app, "Max Durand").await;
    let both = Selected::Listed(vec![admin.user(), max.id]);
    let group = app.group_of("Ventes", &[]).await;
    app.rule_of_group(group, REQUIRE).await;
    let terms = Terms {
        group: Some(group),
        ..Terms::default()
    };
    app.sql("DELETE FROM notices").await;
    let of_others = colleague.fresh_admin().unwrap().into();
    for kind in [BulkKind::Require, BulkKind::Join] {
        let (_, done, _) = app.ran(&of_others, kind, terms, &both).await;
        assert_eq!(done.done, 2, "{kind}");
        let undone = app.undone(&admin, done.id).await;
        assert_eq!((undone.done, undone.refused), (1, 1), "{kind}");
        let refused = app.refused_of(&admin, undone.id).await;
        let refused: Vec<_> = refused.iter().map(|one| (one.user, one.reason)).collect();
        let own = Some(BulkRefusal::OwnAccount);
        assert_eq!(refused, [(admin.user(), own)], "{kind}");
        let freed = notice(&app, &colleague, NoticeKind::AdminsFreed).await;
        let times = if kind == BulkKind::Require { 1 } else { 2 };
        assert_eq!(freed.count, times, "the taking back is told as well");
    }
    let required = domain::Rule::Override(OverrideRule::Required);
    assert_eq!(app.row(&admin, admin.user()).await.rule, required);
    let free = domain::Rule::Policy(Policy::Optional);
    assert_eq!(app.row(&admin, max.id).await.rule, free);
    // What one has done oneself is taken back for everybody.
    let by = admin.fresh_admin().unwrap().into();
    let own = Selected::Listed(vec![admin.user(), max.id]);
    app.ran(&TestApp::operator(), BulkKind::Lift, terms, &own)
        .await;
    let (_, done, _) = app.ran(&by, BulkKind::Require, terms, &own).await;
    let undone = app.undone(&admin, done.id).await;
    assert_eq!((undone.done, undone.refused), (done.done, 0));
}

#[tokio::test]
async fn attack_25_what_two_admins_free_is_counted_for_each_by_itself_and_for_half_a_day() {
    let app = TestApp::new().await;
    let (ada, admin) = colleague(&app, "Ada Byron").await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let (eve, reader) = colleague(&app, "Eve Petit").await;
    let zoe = app.add_admin("Zoé Roy").await;
    let zoe = Selected::Listed(vec![zoe.id]);
    app.sql("DELETE FROM notices").await;
    let free = async |by: &Principal| {
        let by = by.fresh_admin().unwrap().into();
        app.ran(&by, BulkKind::Exempt, EXEMPT, &zoe).await;
        app.ran(&by, BulkKind::Require, Terms::default(), &zoe)
            .await;
    };
    let counts = async |reader: &Principal| {
        let told = told(&app, reader).await;
        let mut counts: Vec<(String, u64)> = told
            .iter()
            .map(|notice| (notice.by.clone().unwrap().name, notice.count))
            .collect();
        counts.sort();
        counts
    };
    for by in [&admin, &max, &admin] {
        free(by).await;
    }
    let (of_ada, of_max) = ("Ada Byron".to_owned(), "Max Durand".to_owned());
    let expected = [(of_ada.clone(), 2), (of_max.clone(), 1)];
    assert_eq!(counts(&reader).await, expected);
    app.advance(43_200);
    free(&app.proven(ada.id).await).await;
    let expected = [(of_ada.clone(), 1), (of_ada, 2), (of_max, 1)];
    assert_eq!(counts(&app.proven(eve.id).await).await, expected);
}

#[tokio::test]
async fn attack_25_taking_back_less_time_gives_more_to_all_but_ones_own_account() {
    let app = TestApp::new().await;
    app.admin_with_factor().await;
    let max = app.add_admin("Max Durand").await;
    let bob = app.add_admin("Bob Martin").await;
    let both = Selected::Listed(vec![max.id, bob.id]);
    let by = TestApp::operator();
    app.ran(&by, BulkKind::Require, Terms::default(), &both)
        .await;
    let until = |last_day| Terms {
        last_day,
        ..Terms::default()
    };
    app.ran(&by, BulkKind::Extend, until(LATE), &both).await;
    let (_, done, _) = app
        .ran(&by, BulkKind::Extend, until("2027-02-28"), &both)
        .await;
    assert_eq!(done.done, 2);
    let own = app.proven(max.id).await;
    let undone = app.undone(&own, done.id).await;
    assert_eq!((undone.done, undone.refused), (1, 1));
    let refused = app.refused_of(&own, undone.id).await;
    let refused: Vec<_> = refused.iter().map(|one| (one.user, one.reason)).collect();
    assert_eq!(refused, [(max.id, Some(BulkRefusal::OwnAccount))]);
}

#[tokio::test]
async fn attack_25_what_the_command_line_frees_is_told_to_all_admins_and_counted_up() {
    let app = TestApp::new().await;
    let (_, max) = colleague(&app, "Max Durand").await;
    let (_, eve) = colleague(&app, "Eve Petit").await;
    let zoe = app.add_admin("Zoé Roy").await;
    let zoe = Selected::Listed(vec![zoe.id]);
    app.sql("DELETE FROM notices").await;
    let by = TestApp::operator();
    for _ in 0..2 {
        app.ran(&by, BulkKind::Exempt, EXEMPT, &zoe).await;
        app.ran(&by, BulkKind::Require, Terms::default(), &zoe)
            .await;
    }
    for reader in [&max, &eve] {
        let told = told(&app, reader).await;
        assert_eq!(told.len(), 1, "{told:?}");
        assert_eq!((told[0].kind, told[0].count), (NoticeKind::AdminsFreed, 2));
        assert_eq!(told[0].by.as_ref().unwrap().shown(), None);
    }
}

#[tokio::test]
async fn attack_25_what_was_freed_under_a_clock_that_was_ahead_takes_up_nothing_of_now() {
    let app = TestApp::new().await;
    let (ada, _) = colleague(&app, "Ada Byron").await;
    let (eve, _) = colleague(&app, "Eve Petit").await;
    let zoe = app.add_admin("Zoé Roy").await;
    let zoe = Selected::Listed(vec![zoe.id]);
    app.sql("DELETE FROM notices").await;
    app.advance(1_000);
    for _ in 0..2 {
        let admin = app.proven(ada.id).await;
        let by = admin.fresh_admin().unwrap().into();
        app.ran(&by, BulkKind::Exempt, EXEMPT, &zoe).await;
        app.ran(&by, BulkKind::Require, Terms::default(), &zoe)
            .await;
        app.advance(-1_000);
    }
    let told = told(&app, &app.proven(eve.id).await).await;
    assert_eq!(told.len(), 2, "{told:?}");
}
