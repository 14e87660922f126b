//! The place in a text up to which it was read.

use super::Unreadable;
use serde::de::value::StrDeserializer;
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

type Outcome<T> = Result<T, Unreadable>;

/// What is left of a text.
pub(super) struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { rest: text }
    }

    /// Nothing but white space is left.
    pub(super) fn end(mut self) -> Outcome<()> {
        match self.peek() {
            None => Ok(()),
            Some(_) => Err(Unreadable),
        }
    }

    /// The next byte after white space, which is skipped.
    fn peek(&mut self) -> Option<u8> {
        self.rest = self.rest.trim_start_matches([' ', '\n', '\r', '\t']);
        self.rest.bytes().next()
    }

    /// Reads this text if it comes next.
    fn has(&mut self, wanted: &str) -> bool {
        self.peek();
        let rest = self.rest.strip_prefix(wanted);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn take(&mut self, wanted: &str) -> Outcome<()> {
        if self.has(wanted) {
            Ok(())
        } else {
            Err(Unreadable)
        }
    }

    /// The next character, as it stands.
    fn next(&mut self) -> Outcome<char> {
        let mut chars = self.rest.chars();
        let next = chars.next().ok_or(Unreadable);
        self.rest = chars.as_str();
        next
    }

    fn string(&mut self) -> Outcome<String> {
        self.take("\"")?;
        let mut text = String::new();
        loop {
            let plain = self.rest.find(['"', '\\']).ok_or(Unreadable)?;
            let (before, rest) = self.rest.split_at_checked(plain).ok_or(Unreadable)?;
            text.push_str(before);
            self.rest = rest;
            match self.next()? {
                '"' => return Ok(text),
                _ => text.push(self.escaped()?),
            }
        }
    }

    /// What stands after a backslash.
    fn escaped(&mut self) -> Outcome<char> {
        Ok(match self.next()? {
            sign @ ('"' | '\\' | '/') => sign,
            'b' => '\u{8}',
            'f' => '\u{c}',
            'n' => '\n',
            'r' => '\r',
            't' => '\t',
            'u' => return self.unit(),
            _ => return Err(Unreadable),
        })
    }

    /// A character as one or two units of UTF-16.
    fn unit(&mut self) -> Outcome<char> {
        let first = self.digits()?;
        if let Some(char) = char::from_u32(first.into()) {
            return Ok(char);
        }
        self.rest = self.rest.strip_prefix("\\u").ok_or(Unreadable)?;
        let units = [first, self.digits()?];
        let mut chars = char::decode_utf16(units);
        chars.next().and_then(Result::ok).ok_or(Unreadable)
    }

    fn digits(&mut self) -> Outcome<u16> {
        let (digits, rest) = self.rest.split_at_checked(4).ok_or(Unreadable)?;
        self.rest = rest;
        u16::from_str_radix(digits, 16).map_err(|_| Unreadable)
    }

    /// The text of a whole number.
    fn number(&mut self) -> Outcome<&'a str> {
        self.peek();
        let is_other = |c: char| c != '-' && !c.is_ascii_digit();
        let end = self.rest.find(is_other).unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at_checked(end).ok_or(Unreadable)?;
        self.rest = rest;
        Ok(number)
    }

    fn unsigned(&mut self) -> Outcome<u64> {
        self.number()?.parse().map_err(|_| Unreadable)
    }

    fn signed(&mut self) -> Outcome<i64> {
        self.number()?.parse().map_err(|_| Unreadable)
    }

    /// Skips a value that nobody wants: what a later version of the server has added.
    fn skip(&mut self) -> Outcome<()> {
        let mut depth = 0_usize;
        loop {
            match self.peek().ok_or(Unreadable)? {
                b'"' => drop(self.string()?),
                b'{' | b'[' => {
                    depth += 1;
                    self.next()?;
                }
                b'}' | b']' => {
                    depth = depth.checked_sub(1).ok_or(Unreadable)?;
                    self.next()?;
                }
                _ => drop(self.next()?),
            }
            // A number or a word ends before one of these.
            if depth == 0 && matches!(self.peek(), None | Some(b',' | b'}' | b']')) {
                return Ok(());
            }
        }
    }

    /// Whether another item follows, in a list or structure that ends with `end`.
    fn goes_on(&mut self, is_first: &mut bool, end: u8) -> Outcome<bool> {
        if self.peek() == Some(end) {
            return Ok(false);
        }
        if !std::mem::take(is_first) {
            self.take(",")?;
        }
        Ok(true)
    }
}

macro_rules! numbers {
    ($($method:ident)+, $read:ident, $visit:ident) => {$(
        fn $method<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
            visitor.$visit(self.$read()?)
        }
    )+};
}

impl<'de> Deserializer<'de> for &mut Reader<'_> {
    type Error = Unreadable;

    /// No type of an answer asks the text what it is.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Outcome<V::Value> {
        Err(Unreadable)
    }

    forward_to_deserialize_any! { i128 u128 f32 f64 char bytes byte_buf }

    numbers! { deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64, unsigned, visit_u64 }
    numbers! { deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64, signed, visit_i64 }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        if self.has("true") {
            visitor.visit_bool(true)
        } else {
            self.take("false")?;
            visitor.visit_bool(false)
        }
    }

    fn deserialize_str<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        visitor.visit_string(self.string()?)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        visitor.visit_str(&self.string()?)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        if self.has("null") {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.take("null")?;
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Outcome<V::Value> {
        self.deserialize_unit(visitor)
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Outcome<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.take("[")?;
        let value = visitor.visit_seq(Items::of(self))?;
        self.take("]")?;
        Ok(value)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Outcome<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Outcome<V::Value> {
        self.deserialize_seq(visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.take("{")?;
        let value = visitor.visit_map(Items::of(self))?;
        self.take("}")?;
        Ok(value)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Outcome<V::Value> {
        self.deserialize_map(visitor)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Outcome<V::Value> {
        if self.peek() == Some(b'"') {
            let name = self.string()?;
            let name: StrDeserializer<'_, Unreadable> = name.as_str().into_deserializer();
            return visitor.visit_enum(name);
        }
        self.take("{")?;
        let value = visitor.visit_enum(Named(self))?;
        self.take("}")?;
        Ok(value)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> Outcome<V::Value> {
        self.skip()?;
        visitor.visit_unit()
    }
}

/// The items of a list, or the fields of a structure.
struct Items<'r, 'a> {
    reader: &'r mut Reader<'a>,
    is_first: bool,
}

impl<'r, 'a> Items<'r, 'a> {
    fn of(reader: &'r mut Reader<'a>) -> Self {
        Self {
            reader,
            is_first: true,
        }
    }
}

impl<'de> SeqAccess<'de> for Items<'_, '_> {
    type Error = Unreadable;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Outcome<Option<T::Value>> {
        if self.reader.goes_on(&mut self.is_first, b']')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }
}

impl<'de> MapAccess<'de> for Items<'_, '_> {
    type Error = Unreadable;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Outcome<Option<K::Value>> {
        if self.reader.goes_on(&mut self.is_first, b'}')? {
            seed.deserialize(&mut *self.reader).map(Some)
        } else {
            Ok(None)
        }
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Outcome<V::Value> {
        self.reader.take(":")?;
        seed.deserialize(&mut *self.reader)
    }
}

/// A variant that holds something: `{"name": what it holds}`.
struct Named<'r, 'a>(&'r mut Reader<'a>);

impl<'de> EnumAccess<'de> for Named<'_, '_> {
    type Error = Unreadable;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Outcome<(V::Value, Self)> {
        let name = seed.deserialize(&mut *self.0)?;
        self.0.take(":")?;
        Ok((name, self))
    }
}

impl<'de> VariantAccess<'de> for Named<'_, '_> {
    type Error = Unreadable;

    fn unit_variant(self) -> Outcome<()> {
        self.0.take("null")
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Outcome<T::Value> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Outcome<V::Value> {
        self.0.deserialize_seq(visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Outcome<V::Value> {
        self.0.deserialize_map(visitor)
    }
}
