//! Plausible names for clients and matters; none is anybody's.

pub(super) const GIVEN: [&str; 40] = [
    "Adaeze", "Alina", "Amos", "Anselm", "Beatriz", "Bram", "Camille", "Cedric", "Dalia",
    "Desmond", "Elif", "Emeka", "Farah", "Fiona", "Gideon", "Halina", "Ignacio", "Imani", "Ingrid",
    "Jovan", "Kaito", "Keziah", "Lars", "Lorena", "Magnus", "Mireille", "Nadia", "Nils", "Odette",
    "Orla", "Pavel", "Quentin", "Rosalind", "Samir", "Tamsin", "Ulrich", "Vesna", "Wendell",
    "Ximena", "Zofia",
];

pub(super) const FAMILY: [&str; 40] = [
    "Abernethy",
    "Achterberg",
    "Balogun",
    "Bellweather",
    "Castellane",
    "Corrigan",
    "Dahlgren",
    "Delacroix",
    "Eastlake",
    "Eriksen",
    "Fairbourne",
    "Fontenot",
    "Grigoryan",
    "Halvorsen",
    "Harrowgate",
    "Iwuchukwu",
    "Jaramillo",
    "Kessler",
    "Kowalczyk",
    "Lindqvist",
    "Longmire",
    "Mbeki-Stone",
    "Montrose",
    "Nakagawa",
    "Northcutt",
    "O’Riordan",
    "Okafor",
    "Pemberley",
    "Quisenberry",
    "Rasmussen",
    "Sandoval",
    "Strand",
    "Thackeray",
    "Underhill",
    "Valtonen",
    "Wexcombe",
    "Whitlock",
    "Yamaguchi",
    "Zabriskie",
    "Zielinski",
];

pub(super) const ORGANIZATIONS: [&str; 14] = [
    "Alder & Finch Bakery",
    "Blue Heron Dental Group",
    "Caldwell Orchards",
    "Driftwood Studio",
    "Evergate Logistics",
    "Foxglove Landscaping",
    "Granite Hill Builders",
    "Hollow Oak Winery",
    "Ironbridge Machining",
    "Juniper Day School",
    "Kestrel Robotics",
    "Lantern Street Theater",
    "Millrace Properties",
    "Oriole Medical Supply",
];

/// What a company is called after the names of those it belongs to.
pub(super) const TRADES: [&str; 12] = [
    "& Sons",
    "Bakery",
    "Builders",
    "Dental Group",
    "Engineering",
    "Landscaping",
    "Logistics",
    "Machining",
    "Orchards",
    "Properties",
    "Robotics",
    "Supply",
];

/// A practice area and how its titles read; `{}` is the client's short name.
pub(super) const OF_PEOPLE: [(&str, &str); 11] = [
    ("Employment", "{} v. former employer"),
    ("Employment", "{} severance"),
    ("Estates", "Estate plan of {}"),
    ("Estates", "Probate, {} family"),
    ("Family", "{} dissolution"),
    ("Family", "{} custody"),
    ("Housing", "{} eviction defense"),
    ("Immigration", "{} adjustment of status"),
    ("Personal injury", "{} v. transit authority"),
    ("Real estate", "{} boundary dispute"),
    ("Criminal defense", "State v. {}"),
];

pub(super) const OF_ORGANIZATIONS: [(&str, &str); 5] = [
    ("Real estate", "{} purchase and sale"),
    ("Business", "{} shareholder agreement"),
    ("Business", "{} supply contract"),
    ("Employment", "{} handbook review"),
    ("Business", "{} v. carrier"),
];
