//! [`Cidr`]: a network as people write it, `10.0.64.0/20`.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// An address and the length of the prefix that its network shares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Cidr {
    address: IpAddr,
    prefix: u8,
}

impl Cidr {
    /// The same network, named by its first address.
    pub(crate) fn network(self) -> Self {
        let address = match self.address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(self.prefix)).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from_bits(address.to_bits() & mask))
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(self.prefix)).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from_bits(address.to_bits() & mask))
            }
        };
        Self { address, ..self }
    }

    /// Whether it is of IPv4.
    pub(crate) const fn is_v4(self) -> bool {
        self.address.is_ipv4()
    }

    /// Whether it holds all of another network, and addresses besides.
    pub(crate) fn holds_more_than(self, other: Self) -> bool {
        self.is_v4() == other.is_v4()
            && self.prefix < other.prefix
            && Self { prefix: self.prefix, ..other }.network() == self.network()
    }

    /// Whether it is every address there is.
    pub(crate) const fn is_everything(self) -> bool {
        self.prefix == 0
    }
}

impl FromStr for Cidr {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        let (address, prefix) = text.split_once('/').ok_or(())?;
        let address: IpAddr = address.parse().map_err(|_| ())?;
        let digits = !prefix.is_empty() && prefix.bytes().all(|b| b.is_ascii_digit());
        let canonical = digits && (prefix == "0" || !prefix.starts_with('0'));
        let prefix: u8 = prefix.parse().map_err(|_| ())?;
        let longest = if address.is_ipv4() { 32 } else { 128 };
        (canonical && prefix <= longest).then_some(Self { address, prefix }).ok_or(())
    }
}

impl fmt::Display for Cidr {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.prefix)
    }
}

#[cfg(test)]
mod tests {
    use super::Cidr;

    fn network(text: &str) -> Option<String> {
        Some(text.parse::<Cidr>().ok()?.network().to_string())
    }

    #[test]
    fn names_a_network_by_its_first_address() {
        for (text, expected) in [
            ("10.0.64.0/20", "10.0.64.0/20"),
            ("10.0.64.7/20", "10.0.64.0/20"),
            ("1.2.3.4/0", "0.0.0.0/0"),
            ("1.2.3.4/32", "1.2.3.4/32"),
            ("2001:db8::1/64", "2001:db8::/64"),
            ("::1/0", "::/0"),
        ] {
            assert_eq!(network(text).as_deref(), Some(expected), "{text}");
        }
        for text in ["", "10.0.0.0", "10.0.0.0/33", "10.0.0/8", "10.0.0.0/08", "::/129", "a/8", "1.2.3.4/+8"] {
            assert_eq!(network(text), None, "{text}");
        }
    }
}
