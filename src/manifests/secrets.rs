use crate::objects::Object;
use crate::stack::Stack;

pub(super) fn build(_stack: &Stack) -> Vec<Object> {
    Vec::new()
}
