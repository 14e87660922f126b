//! Columns whose values are domain types: a value that the type does not know is a read error, never a fallback.

use domain::{
    DeviceId, EntryId, EventId, ExemptionKind, FactorId, FactorKind, GroupId, GroupRule, Language,
    LinkPurpose, NoticeId, OverrideRule, Policy, ProofKind, ResetProof, Role, SessionId, Timestamp,
    UserId,
};
use sea_orm::sea_query::{ArrayType, ColumnType, Nullable, ValueType, ValueTypeErr};
use sea_orm::{
    ActiveValue, ColIdx, DbErr, IntoActiveValue, QueryResult, Set, TryFromU64, TryGetError,
    TryGetable, Value,
};
use std::ops::Deref;

/// A domain type that is stored as a number or a text.
pub trait Storable: Copy {
    /// The database type: `i64` or `String`.
    type Raw: TryGetable + ValueType + Nullable + Into<Value>;

    /// Converts to the stored value.
    fn write(self) -> Self::Raw;

    /// Converts from the stored value; `None` for a value that the type does not have.
    fn read(raw: Self::Raw) -> Option<Self>;
}

/// A domain value in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Stored<T>(pub T);

impl<T> Deref for Stored<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Storable> From<T> for Stored<T> {
    fn from(value: T) -> Self {
        Self(value)
    }
}

impl<T: Storable> From<Stored<T>> for Value {
    fn from(value: Stored<T>) -> Self {
        value.0.write().into()
    }
}

impl<T: Storable> TryGetable for Stored<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        let raw = T::Raw::try_get_by(row, index)?;
        T::read(raw).map(Self).ok_or_else(|| {
            let unknown = format!("a value that {} does not have", std::any::type_name::<T>());
            TryGetError::DbErr(DbErr::Type(unknown))
        })
    }
}

impl<T: Storable> ValueType for Stored<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        let raw = <T::Raw as ValueType>::try_from(value)?;
        T::read(raw).map(Self).ok_or(ValueTypeErr)
    }

    fn type_name() -> String {
        std::any::type_name::<T>().to_owned()
    }

    fn array_type() -> ArrayType {
        T::Raw::array_type()
    }

    fn column_type() -> ColumnType {
        T::Raw::column_type()
    }
}

impl<T: Storable> Nullable for Stored<T> {
    fn null() -> Value {
        T::Raw::null()
    }
}

impl<T: Storable> IntoActiveValue<Self> for Stored<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        Set(self)
    }
}

/// Numbers that the database assigns to new rows; texts are never assigned.
impl<T: Storable> TryFromU64 for Stored<T>
where
    T::Raw: TryFromU64,
{
    fn try_from_u64(number: u64) -> Result<Self, DbErr> {
        let raw = T::Raw::try_from_u64(number)?;
        T::read(raw)
            .map(Self)
            .ok_or(DbErr::ConvertFromU64(std::any::type_name::<T>()))
    }
}

macro_rules! stored_as_text {
    ($($name:ty),+ $(,)?) => {
        $(impl Storable for $name {
            type Raw = String;

            fn write(self) -> String {
                self.as_str().to_owned()
            }

            fn read(raw: String) -> Option<Self> {
                Self::parse(&raw)
            }
        })+
    };
}

macro_rules! stored_as_number {
    ($($name:ty: $read:path, $write:path);+ $(;)?) => {
        $(impl Storable for $name {
            type Raw = i64;

            fn write(self) -> i64 {
                $write(self)
            }

            fn read(raw: i64) -> Option<Self> {
                Some($read(raw))
            }
        })+
    };
}

stored_as_text!(
    FactorKind,
    GroupRule,
    Language,
    LinkPurpose,
    ExemptionKind,
    OverrideRule,
    Policy,
    ProofKind,
    ResetProof,
    Role
);

stored_as_number!(
    EntryId: Self::new, Self::get;
    EventId: Self::new, Self::get;
    DeviceId: Self::new, Self::get;
    FactorId: Self::new, Self::get;
    GroupId: Self::new, Self::get;
    NoticeId: Self::new, Self::get;
    SessionId: Self::new, Self::get;
    Timestamp: Self::from_unix, Self::unix;
    UserId: Self::new, Self::get;
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_that_the_type_does_not_have_is_an_error_and_no_other_value() {
        let read = |text: &str| <Stored<Role> as ValueType>::try_from(Value::from(text));
        assert_eq!(read("admin").ok(), Some(Stored(Role::Admin)));
        assert!(read("owner").is_err());
        assert!(read("").is_err());
    }

    #[test]
    fn what_is_written_is_read_again() {
        let at = Stored(Timestamp::from_unix(1_800_000_000));
        let read = <Stored<Timestamp> as ValueType>::try_from(Value::from(at));
        assert_eq!(read.ok(), Some(at));
        for rule in OverrideRule::ALL {
            let rule = Stored(*rule);
            let read = <Stored<OverrideRule> as ValueType>::try_from(Value::from(rule));
            assert_eq!(read.ok(), Some(rule));
        }
    }
}
