//! Columns whose values are domain types: a value that the type does not know is a read error, never a fallback.

use domain::{
    BulkKind, BulkRefusal, BulkState, DeviceId, EndReason, EntryId, EventId, EventKind,
    ExemptionKind, FactorId, FactorKind, FileEncoding, GroupId, GroupRule, ImportId, ImportState,
    Language, LinkId, LinkPurpose, NoticeId, NoticeKind, OperationId, OverrideRule, Policy,
    ProofKind, ResetProof, Role, SavedFilterId, SecurityEventKind, SessionId, Timestamp, UserId,
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

/// A value of a closed list in a column that processes of several versions write: a later one may have a longer list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrNewer<T> {
    /// One that this version has.
    Known(T),
    /// One that only a later version has.
    Newer(String),
}

impl<T: Storable<Raw = String>> OrNewer<T> {
    /// The value, where this version has it.
    pub fn known(&self) -> Option<T> {
        match self {
            Self::Known(value) => Some(*value),
            Self::Newer(_) => None,
        }
    }

    fn read(raw: String) -> Self {
        match T::read(raw.clone()) {
            Some(value) => Self::Known(value),
            None => Self::Newer(raw),
        }
    }
}

impl<T: Storable<Raw = String>> From<T> for OrNewer<T> {
    fn from(value: T) -> Self {
        Self::Known(value)
    }
}

impl<T: Storable<Raw = String>> From<OrNewer<T>> for Value {
    fn from(value: OrNewer<T>) -> Self {
        match value {
            OrNewer::Known(value) => value.write().into(),
            OrNewer::Newer(raw) => raw.into(),
        }
    }
}

impl<T: Storable<Raw = String>> TryGetable for OrNewer<T> {
    fn try_get_by<I: ColIdx>(row: &QueryResult, index: I) -> Result<Self, TryGetError> {
        String::try_get_by(row, index).map(Self::read)
    }
}

impl<T: Storable<Raw = String>> ValueType for OrNewer<T> {
    fn try_from(value: Value) -> Result<Self, ValueTypeErr> {
        <String as ValueType>::try_from(value).map(Self::read)
    }

    fn type_name() -> String {
        std::any::type_name::<T>().to_owned()
    }

    fn array_type() -> ArrayType {
        String::array_type()
    }

    fn column_type() -> ColumnType {
        String::column_type()
    }
}

impl<T: Storable<Raw = String>> Nullable for OrNewer<T> {
    fn null() -> Value {
        String::null()
    }
}

impl<T: Storable<Raw = String>> IntoActiveValue<Self> for OrNewer<T> {
    fn into_active_value(self) -> ActiveValue<Self> {
        Set(self)
    }
}

/// A part of a key, which the database never assigns.
impl<T> TryFromU64 for OrNewer<T> {
    fn try_from_u64(_: u64) -> Result<Self, DbErr> {
        Err(DbErr::ConvertFromU64(std::any::type_name::<T>()))
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
    BulkKind,
    BulkRefusal,
    BulkState,
    EndReason,
    EventKind,
    ExemptionKind,
    FactorKind,
    FileEncoding,
    GroupRule,
    ImportState,
    Language,
    LinkPurpose,
    NoticeKind,
    OverrideRule,
    Policy,
    ProofKind,
    ResetProof,
    Role,
    SecurityEventKind,
);

stored_as_number!(
    EntryId: Self::new, Self::get;
    EventId: Self::new, Self::get;
    DeviceId: Self::new, Self::get;
    FactorId: Self::new, Self::get;
    GroupId: Self::new, Self::get;
    ImportId: Self::new, Self::get;
    LinkId: Self::new, Self::get;
    NoticeId: Self::new, Self::get;
    OperationId: Self::new, Self::get;
    SavedFilterId: Self::new, Self::get;
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
    fn a_value_of_a_later_version_is_kept_as_it_is_and_is_none_of_those_known() {
        let read = |text: &str| <OrNewer<BulkKind> as ValueType>::try_from(Value::from(text));
        let known = read("join").unwrap();
        assert_eq!(known.known(), Some(BulkKind::Join));
        let newer = read("promote").unwrap();
        assert_eq!(newer.known(), None);
        for (kind, text) in [(known, "join"), (newer, "promote")] {
            assert_eq!(Value::from(kind), Value::from(text));
        }
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
