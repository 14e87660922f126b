//! The policy, for tests that are not about who may change it.

use super::TestApp;
use backend::access::Principal;
use backend::policy::PolicyChange;
use backend::token::Token;
use domain::Policy;
use sea_orm::{ActiveModelTrait, EntityTrait, IntoActiveModel, Set};
use store::entity::{session, user};

impl TestApp {
    /// Changes the policy without ending anything.
    pub async fn set_policy(&self, admin: &Principal, policy: Policy) {
        let change = PolicyChange {
            policy,
            end_sessions: false,
            end_exemptions: false,
            keep_individual: false,
            grace: domain::Grace::None,
            keep_announced: false,
        };
        let (session, user) = self.rows_of(admin).await;
        let proven = self.with_proven_factor(&session, &user).await;
        let right = proven.fresh_admin().unwrap();
        assert!(self.backend.change_policy(right, change).await.unwrap());
        self.put_back(session, user).await;
    }

    async fn rows_of(&self, principal: &Principal) -> (session::Model, user::Model) {
        let db = self.db().read();
        let session = session::Entity::find_by_id(principal.session());
        let user = user::Entity::find_by_id(principal.user());
        (
            session.one(db).await.unwrap().unwrap(),
            user.one(db).await.unwrap().unwrap(),
        )
    }

    /// The same session, as if its user had a factor and had just proven it.
    async fn with_proven_factor(&self, session: &session::Model, user: &user::Model) -> Principal {
        let (db, now, token) = (self.db().write(), self.now(), Token::generate().unwrap());
        let mut active = user.clone().into_active_model();
        active.two_factor_since = Set(Some(now.into()));
        active.update(db).await.unwrap();
        let mut proven = session.clone().into_active_model();
        proven.token_hash = Set(token.hash());
        proven.factor_proven_at = Set(Some(now.into()));
        proven.update(db).await.unwrap();
        self.load(&token).await
    }

    async fn put_back(&self, session: session::Model, user: user::Model) {
        let db = self.db().write();
        let session = session.into_active_model().reset_all();
        session.update(db).await.unwrap();
        user.into_active_model()
            .reset_all()
            .update(db)
            .await
            .unwrap();
    }
}
