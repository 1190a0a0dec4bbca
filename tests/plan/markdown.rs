//! A plan as Markdown, against text written by hand.

use std::collections::BTreeMap;

use init_core::Initialize;

#[derive(Initialize)]
struct Norm {
    #[init(ones)]
    scale: [f32; 4],
    #[init(zeros, buffer)]
    mean: [f32; 4],
}

#[derive(Initialize)]
#[init(at = "*.scale", constant = 0.5)]
#[init(at = "**.scale", constant = 0.25)]
#[init(at = "table.**", xavier_uniform)]
struct Net {
    norm: Norm,
    #[init(normal, groups = 2)]
    table: BTreeMap<String, [[f32; 2]; 4]>,
    #[init(zeros)]
    head: [[f32; 1250]; 2],
}

#[test]
fn the_table_has_what_won_and_lost_and_why() {
    let net = Net {
        norm: Norm {
            scale: [0.0; 4],
            mean: [0.0; 4],
        },
        table: [
            ("a|b".to_owned(), [[0.0; 2]; 4]),
            ("c`\nd".to_owned(), [[0.0; 2]; 4]),
        ]
        .into(),
        head: [[0.0; 1250]; 2],
    };
    // fan out 4 / 2; √(6 / (2 + 2)) = 1.2247…
    assert_eq!(
        net.plan().unwrap().to_markdown(),
        r#"| path | shape | type | initializer | chosen by | fan in | fan out | values | count |
| --- | --- | --- | --- | --- | --- | --- | --- | ---: |
| `norm.scale` | 4 | f32 | `constant = 0.25` | rule `at = "**.scale"` of `Net` over rule `at = "*.scale"` of `Net`, `ones` | | | 0.25 | 4 |
| `norm.mean` (buffer) | 4 | f32 | `zeros` | field | | | 0 | 4 |
| `table.a\|b` | 4 × 2 | f32 | `xavier_uniform` | rule `at = "table.**"` of `Net` over `normal` | 2 = i 2 | 2 = o 4 / groups 2 | ±1.225 | 8 |
| `` table.c` d `` | 4 × 2 | f32 | `xavier_uniform` | rule `at = "table.**"` of `Net` over `normal` | 2 = i 2 | 2 = o 4 / groups 2 | ±1.225 | 8 |
| `head` | 2 × 1250 | f32 | `zeros` | field | 1250 | 2 | 0 | 2,500 |

4 parameters, 2,520 values; 1 buffer

- **warning**: the rule `at = "*.scale"` of `Net` never wins: later rules beside it reach all that it reaches
  - help: remove it, or write it after the more general ones
- **warning**: `head`: every value of this weight is 0, so that what lies before it gets no gradient
  - note: it is right for the last weight of a residual branch
"#
    );
}
