//! BERT: a head that is tied to the embeddings, a pooler that the file lacks, a base model that
//! has no module around it, and query, key and value in the place of one weight.

use std::cell::RefCell;
use std::error::Error;
use std::path::Path;
use std::rc::Rc;

use init_core::safetensors::{Load, save};
use init_core::{ErrorKind, Initialize, Reset};

use crate::{Linear, Norm, Table, convert};

const WIDTH: usize = 8;
const WORDS: usize = 40;

#[derive(Initialize)]
#[allow(
    non_snake_case,
    clippy::struct_field_names,
    reason = "the names of the file"
)]
struct Embeddings {
    word_embeddings: Rc<RefCell<Table>>,
    position_embeddings: Table,
    token_type_embeddings: Table,
    LayerNorm: Norm,
}

#[derive(Initialize)]
#[allow(non_snake_case, reason = "the names of the file")]
struct Output {
    dense: Linear,
    LayerNorm: Norm,
}

#[derive(Initialize)]
struct Own {
    query: Linear,
    key: Linear,
    value: Linear,
}

/// The attention of a layer: as it is published, or with one weight for query, key and value.
#[derive(Initialize)]
enum Attention {
    Separate {
        #[init(name = "self")]
        own: Own,
        output: Output,
    },
    Fused {
        qkv: Linear,
        output: Output,
    },
}

#[derive(Initialize)]
struct Dense {
    dense: Linear,
}

#[derive(Initialize)]
struct Layer {
    attention: Attention,
    intermediate: Dense,
    output: Output,
}

#[derive(Initialize)]
struct Encoder {
    layer: Vec<Layer>,
}

#[derive(Initialize)]
struct Bert {
    embeddings: Embeddings,
    encoder: Encoder,
    pooler: Option<Dense>,
}

#[derive(Initialize)]
#[allow(non_snake_case, reason = "the names of the file")]
struct Transform {
    dense: Linear,
    LayerNorm: Norm,
}

#[derive(Initialize)]
struct Predictions {
    #[init(zeros)]
    bias: [f32; WORDS],
    transform: Transform,
    /// Shared with the embeddings of words.
    decoder: Rc<RefCell<Table>>,
}

#[derive(Initialize)]
struct Heads {
    predictions: Predictions,
}

#[derive(Initialize)]
struct MaskedLm {
    bert: Bert,
    cls: Heads,
}

#[derive(Initialize)]
struct Classifier {
    bert: Bert,
    classifier: Linear,
}

fn output(inputs: usize) -> Output {
    Output {
        dense: Linear::new(inputs, WIDTH),
        LayerNorm: Norm::new(WIDTH),
    }
}

fn layer(fused: bool) -> Layer {
    let linear = || Linear::new(WIDTH, WIDTH);
    Layer {
        attention: if fused {
            Attention::Fused {
                qkv: Linear::new(WIDTH, 3 * WIDTH),
                output: output(WIDTH),
            }
        } else {
            Attention::Separate {
                own: Own {
                    query: linear(),
                    key: linear(),
                    value: linear(),
                },
                output: output(WIDTH),
            }
        },
        intermediate: Dense {
            dense: Linear::new(WIDTH, 4 * WIDTH),
        },
        output: output(4 * WIDTH),
    }
}

fn bert(fused: bool, pooler: bool) -> Bert {
    Bert {
        embeddings: Embeddings {
            word_embeddings: Rc::new(RefCell::new(Table::new(WORDS, WIDTH))),
            position_embeddings: Table::new(16, WIDTH),
            token_type_embeddings: Table::new(2, WIDTH),
            LayerNorm: Norm::new(WIDTH),
        },
        encoder: Encoder {
            layer: (0..2).map(|_| layer(fused)).collect(),
        },
        pooler: pooler.then(|| Dense {
            dense: Linear::new(WIDTH, WIDTH),
        }),
    }
}

fn masked_lm(fused: bool, pooler: bool) -> MaskedLm {
    let bert = bert(fused, pooler);
    let decoder = Rc::clone(&bert.embeddings.word_embeddings);
    MaskedLm {
        cls: Heads {
            predictions: Predictions {
                bias: [0.0; WORDS],
                transform: Transform {
                    dense: Linear::new(WIDTH, WIDTH),
                    LayerNorm: Norm::new(WIDTH),
                },
                decoder,
            },
        },
        bert,
    }
}

pub(crate) fn run(folder: &Path) -> Result<(), Box<dyn Error>> {
    // The file has no pooler, and the tied weight under both of its names.
    let mut model = masked_lm(false, true);
    let path = folder.join("bert.safetensors");
    let loaded = Load::new().run(&mut model, &path)?;
    if loaded.missing() != ["bert.pooler.dense.weight", "bert.pooler.dense.bias"] {
        return Err(format!("the pooler should be missing: {loaded}").into());
    }
    Reset::seed(1).loaded(loaded.names()).run(&mut model)?;
    save(&model, folder.join("bert-pooler.safetensors"))?;
    // One that was trained on untied.
    let two = folder.join("bert-untied.safetensors");
    let error = Load::new().run(&mut model, &two).err();
    if !error.is_some_and(|error| error.has(ErrorKind::Conflict)) {
        return Err("two contents of one tensor should be an error".into());
    }
    let one = Load::new()
        .ignore("cls.predictions.decoder.weight")
        .strict();
    let names = ("bert-untied", "bert-embeddings");
    convert(folder, names, &one, &mut masked_lm(false, false))?;

    // One weight for three, and back.
    let parts = ["self.query", "self.key", "self.value"];
    let fused = || Load::new().fused("qkv", parts).strict();
    let names = ("bert", "bert-fused");
    convert(folder, names, &fused(), &mut masked_lm(true, false))?;
    let names = ("bert-fused", "bert-back");
    convert(folder, names, &fused(), &mut masked_lm(false, false))?;

    // The base model in a classifier, and the classifier's in a base model.
    let mut classifier = Classifier {
        bert: bert(false, false),
        classifier: Linear::new(WIDTH, 2),
    };
    let base = Load::new().under("bert").except("classifier.*").strict();
    let names = ("bert-base", "bert-classifier");
    convert(folder, names, &base, &mut classifier)?;
    let inner = Load::new().prefix("bert.").ignore("classifier.*").strict();
    let names = ("bert-classifier", "bert-base-back");
    convert(folder, names, &inner, &mut bert(false, false))
}
