use crate::objects::Object;
use crate::stack::Stack;

pub(super) fn build(_stack: &Stack) -> Vec<Object> {
    Vec::new()
}

/// Stands in until the settings are written.
pub(super) fn settings_hash(_stack: &Stack) -> String {
    String::new()
}
