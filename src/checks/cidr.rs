//! Networks as text, the way the API server reads them.

use std::net::IpAddr;

/// Whether a network is one of IPv6; `None` where the text is no network (`203.0.113.0/24`).
pub(super) fn is_ipv6(text: &str) -> Option<bool> {
    let (address, length) = text.split_once('/')?;
    let address: IpAddr = address.parse().ok()?;
    let digits = length.bytes().all(|byte| byte.is_ascii_digit());
    let length: u8 = length.parse().ok().filter(|_| digits)?;
    let most = if address.is_ipv6() { 128 } else { 32 };
    (length <= most).then_some(address.is_ipv6())
}

/// Whether a network is the whole world.
pub(super) fn is_everybody(text: &str) -> bool {
    is_ipv6(text).is_some() && text.ends_with("/0")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_networks_and_nothing_else() {
        for (text, read) in [
            ("203.0.113.0/24", Some(false)),
            ("0.0.0.0/0", Some(false)),
            ("2001:db8::/32", Some(true)),
            ("203.0.113.0", None),
            ("203.0.113.0/33", None),
            ("203.0.113.0/+8", None),
            ("203.0.113/24", None),
            ("office", None),
            ("", None),
        ] {
            assert_eq!(is_ipv6(text), read, "{text}");
        }
    }

    #[test]
    fn knows_everybody() {
        assert!(is_everybody("0.0.0.0/0"));
        assert!(is_everybody("::/0"));
        assert!(!is_everybody("10.0.0.0/8"));
    }
}
