//! Words that say what the word beside them is, in the languages an office writes.

/// Before the name of somebody who is spoken of or to.
#[rustfmt::skip]
const TITLES: &[&str] = &[
    "mr", "mrs", "ms", "miss", "mx", "mister", "dr", "sir", "madam", "herr", "herrn", "frau", "hr", "fr", "mme",
    "mlle", "monsieur", "madame", "mademoiselle", "senor", "senora", "senorita", "sr", "sra", "srta", "don", "dona",
    "signor", "signora", "sig", "sigra", "dhr", "mevr", "mevrouw", "meneer", "pan", "pani", "pana", "gospodin",
    "gospozha", "bay", "bayan", "shri", "smt", "gg",
];

/// Before the name of somebody who is there by office, whoever it is.
#[rustfmt::skip]
const OFFICES: &[&str] = &[
    "judge", "justice", "hon", "honorable", "honourable", "magistrate", "attorney", "counsel", "solicitor",
    "barrister", "notary", "officer", "sergeant", "detective", "inspector", "constable", "prosecutor", "clerk",
    "bailiff", "sheriff", "professor", "prof", "senator", "president", "mayor", "registrar", "referee", "arbitrator",
    "mediator", "registry", "richter", "richterin", "rechtsanwalt", "rechtsanwaltin", "notar", "notarin", "juge",
    "avocat", "avocate", "maitre", "me", "notaire", "juez", "jueza", "abogado", "abogada", "notario", "giudice",
    "avvocato", "rechter", "advocaat", "sedzia", "adwokat", "hakim", "avukat",
];

/// What a letter begins with.
#[rustfmt::skip]
const GREETINGS: &[&str] = &[
    "dear", "hello", "hi", "geehrte", "geehrter", "liebe", "lieber", "chere", "cher", "estimada", "estimado",
    "querida", "querido", "cara", "caro", "gentile", "egregio", "geachte", "beste", "szanowna", "szanowny", "kaere",
    "kjaere", "basta", "sayin", "uvazhaemyy", "uvazhaemaya", "bonjour",
];

/// Behind a name that names a place.
#[rustfmt::skip]
const PLACES: &[&str] = &[
    "street", "st", "road", "rd", "lane", "ln", "avenue", "ave", "drive", "dr", "boulevard", "blvd", "square", "close",
    "way", "court", "place", "terrace", "crescent", "highway", "hwy", "bridge", "park", "house", "hall", "tower",
    "building", "school", "college", "university", "hospital", "church", "station", "airport", "county", "district",
    "parish", "island", "valley", "hill", "strasse", "str", "platz", "weg", "allee", "gasse", "gade", "vej", "gatan",
    "straat", "plein", "caddesi", "sokak",
];

/// Between the parties of a case.
const AGAINST: &[&str] = &["v", "vs", "versus", "gegen", "contra", "c"];

/// Between the parts of a name in a form.
#[rustfmt::skip]
const FIELDS: &[&str] = &[
    "name", "names", "surname", "first", "last", "given", "family", "forename", "forenames", "christian", "middle",
    "vorname", "vornamen", "nachname", "familienname", "nom", "prenom", "prenoms", "nombre", "nombres", "apellido",
    "apellidos", "cognome", "nome", "voornaam", "achternaam", "imie", "nazwisko",
];

/// Before a number that is the case's.
#[rustfmt::skip]
const NUMBERS: &[&str] = &[
    "case", "file", "matter", "ref", "reference", "no", "nr", "number", "az", "aktenzeichen", "akte", "dossier",
    "expediente", "docket", "mandat",
];

/// Of a name, and in small letters in many.
#[rustfmt::skip]
const PARTICLES: &[&str] = &[
    "de", "la", "le", "les", "du", "des", "del", "della", "di", "da", "dos", "das", "van", "von", "der", "den", "ten",
    "ter", "zu", "zum", "zur", "vom", "y", "e", "af", "av", "bin", "ibn", "al", "el", "ben", "st", "d", "l",
];

/// Forms of company, as `plain_name` leaves them out in the database, and more.
#[rustfmt::skip]
const FORMS: &[&str] = &[
    "inc", "incorporated", "llc", "llp", "lp", "ltd", "limited", "corp", "corporation", "co", "company", "gmbh", "plc",
    "pc", "pa", "sa", "ag", "ab", "as", "bv", "nv", "kg", "ohg", "ug", "se", "spa", "srl", "sarl", "sas", "sl", "oy",
    "oyj", "aps", "kft", "sro", "zoo", "sp", "z", "oo", "o", "s", "a", "l", "b", "v", "r", "n",
];

const AND: &[&str] = &["and", "und", "et", "y", "e", "en", "og", "och", "i"];

/// One given name to a line, however people call its bearers.
#[rustfmt::skip]
const CALLED: &[&[&str]] = &[
    &["robert", "bob", "bobby", "rob", "robbie", "bert"], &["william", "bill", "billy", "will", "willy", "liam"],
    &["edward", "ed", "eddie", "ted", "teddy", "ned"], &["richard", "dick", "rick", "ricky", "rich"],
    &["thomas", "tom", "tommy"], &["michael", "mike", "mick", "mickey"], &["anthony", "tony"],
    &["gregory", "greg"], &["margaret", "peggy", "meg", "maggie", "marge", "greta", "rita", "daisy"],
    &["katherine", "catherine", "kathryn", "kate", "katie", "kathy", "cathy", "kitty", "kay"],
    &["deborah", "debra", "debbie", "deb"], &["elizabeth", "elisabeth", "liz", "lizzie", "beth", "betty", "eliza", "lisa", "libby"],
    &["susan", "susanne", "susanna", "sue", "susie"], &["jennifer", "jenny", "jen"], &["james", "jim", "jimmy", "jamie"],
    &["john", "jack", "johnny", "jon"], &["joseph", "joe", "joey"], &["charles", "charlie", "chuck", "chas"],
    &["henry", "harry", "hank", "hal"], &["george", "georgie"], &["david", "dave", "davy"], &["daniel", "dan", "danny"],
    &["samuel", "sam", "sammy"], &["benjamin", "ben", "benny"], &["matthew", "matt"], &["andrew", "andy", "drew"],
    &["christopher", "chris", "kit"], &["stephen", "steven", "steve"], &["timothy", "tim"], &["kenneth", "ken", "kenny"],
    &["ronald", "ron", "ronnie"], &["donald", "don", "donnie"], &["lawrence", "larry"], &["leonard", "len", "lenny", "leo"],
    &["patrick", "pat", "paddy"], &["peter", "pete"], &["philip", "phillip", "phil"], &["frederick", "fred", "freddy"],
    &["francis", "frank", "frankie"], &["alexander", "alex", "sandy", "sasha"], &["nicholas", "nick", "nicky"],
    &["jonathan", "jon"], &["nathaniel", "nathan", "nate"], &["theodore", "theo", "ted"], &["walter", "walt"],
    &["victoria", "vicky", "vicki", "tori"], &["patricia", "pat", "patty", "trish"], &["barbara", "barb", "babs"],
    &["dorothy", "dot", "dottie", "dolly"], &["eleanor", "ellie", "nell", "nora"], &["theresa", "teresa", "terry", "tess"],
    &["rebecca", "becky"], &["jessica", "jess", "jessie"], &["abigail", "abby", "gail"], &["caroline", "carrie"],
    &["christina", "christine", "chris", "tina"], &["pamela", "pam"], &["sandra", "sandy"], &["veronica", "ronnie"],
    &["virginia", "ginny"], &["josephine", "jo", "josie"], &["jacqueline", "jackie"], &["samantha", "sam"],
    &["ursula", "uschi", "ulla"], &["johannes", "hannes", "hans"], &["sebastian", "basti"], &["maximilian", "max"],
    &["friedrich", "fritz"], &["heinrich", "heinz"], &["francisco", "paco", "pancho"], &["jose", "pepe"],
    &["ignacio", "nacho"], &["guadalupe", "lupe"], &["consuelo", "chelo"], &["aleksandr", "sasha"], &["vladimir", "vova", "volodya"],
    &["ekaterina", "katya"], &["natalya", "natasha"], &["giuseppe", "beppe"], &["malgorzata", "gosia"], &["krzysztof", "krzys"],
];

/// Words that are in every paper and in many names. A name of nothing else counts only where it is written
/// like one.
#[rustfmt::skip]
const COMMON: &str = "
    the a an and or of to in on at by for from with without into over under up down out off as is are was were be been
    am do did done does have has had will would shall should can could may might must let make made take took give gave
    go went come came see saw say said tell told ask asked find found keep kept hold held know knew think thought mean
    call called work play run ran walk stand stood sit sat lie lay rise rose fall fell grow grew draw drew pay paid buy
    bought sell sold read write wrote send sent bring brought build built break broke win won lose lost begin began end
    start stop open close cut set put get got show turn move hand head face back side front top bottom left right here
    there where when why how what who which this that these those it he she they we you i him her his them us my your
    our their not no yes but if than then so too very well good better best bad worse worst big small large little long
    short high low old young new early late fast slow hard soft hot cold warm cool dry wet rich poor strong weak sharp
    sweet bright dark light deep clear clean full free true false sure just fair frank blunt grave noble wise bold brave
    gay happy merry jolly sunny stormy gentle black white green brown grey gray red blue gold golden silver violet scarlet
    amber olive hazel ivory coral crystal pearl ruby jade opal day night dawn noon evening morning week month year spring
    summer autumn winter january february march april may june july august september october november december monday
    tuesday wednesday thursday friday saturday sunday east west north south sun moon star stars sky rain snow frost ice
    wind storm cloud fire flame water waters river rivers brook lake sea bay ocean wave shore beach cliff hill hills
    mountain valley dale glen ridge rock stone stones sand clay field fields meadow lea park green garden wood woods
    forest tree trees oak ash elm birch maple pine rose roses lily daisy iris violet heather holly ivy fern flower
    flowers bush berry cherry apple lemon lime bean rice wheat barley corn fox wolf bear lamb lion hawk eagle swan crane
    bird birds dove robin martin jay wren drake finch peacock fish pike bass salmon king queen prince duke earl baron
    knight squire abbot bishop pope dean parson priest monk deacon church chapel temple cross bell bells chase hunt
    hunter fisher shepherd farmer gardener forester miller baker cook butler porter carter smith mason carpenter cooper
    taylor weaver fuller tanner potter glover turner wright thatcher painter singer piper clerk page pages steward
    marshal sheriff constable major sergeant judge justice law court case cases bill bills note notes mark marks grant
    grants trust bond bonds price prices cost rent sale sales bank banks money cash gain gains hope faith grace mercy
    charity joy love peace patience prudence honor honour glory victory art arts skill craft trade word words letter book
    books paper pen print house hall hill home room rooms door gate gates wall walls bridge bridges street lane road way
    path mill well wells castle tower town city village land lands acre farm barn stable ford port pool pond marsh moor
    heath common green major minor senior junior first last second third one two three four five six seven eight nine
    ten hundred half single double pat art dot gene guy jack rob sue will drew miles reed rain sky angel
    person people man men woman women child children boy girl son sons daughter brother sister father mother wife
    husband friend friends family client clients party parties section clause article act order motion rule rules notice
    hearing trial claim claims matter file date name names number line lines table part parts point points view
    body hand hands foot feet eye eyes ear nose hair heart bone blood arm arms leg legs skin
    stock stocks share shares tax taxes duty due dues fee fees loan lease deed will wills gift gifts estate
    power force speed race chance luck rush gale hail bliss comfort cannon shot bow arrow spear shield sword lance
    may can wont dont in el la de y die der das und le les des et un une il lo si no ja nein oui
    ";

fn has(list: &[&str], word: &str) -> bool {
    list.contains(&word)
}

pub(crate) fn is_title(word: &str) -> bool {
    has(TITLES, word)
}

pub(crate) fn is_office(word: &str) -> bool {
    has(OFFICES, word)
}

pub(crate) fn is_greeting(word: &str) -> bool {
    has(GREETINGS, word)
}

pub(crate) fn is_place(word: &str) -> bool {
    has(PLACES, word)
}

pub(crate) fn is_against(word: &str) -> bool {
    has(AGAINST, word)
}

pub(crate) fn is_field(word: &str) -> bool {
    has(FIELDS, word)
}

pub(crate) fn is_before_a_number(word: &str) -> bool {
    has(NUMBERS, word)
}

pub(crate) fn is_particle(word: &str) -> bool {
    has(PARTICLES, word)
}

/// Of a firm's name, and in small letters in many.
pub(crate) fn is_little(word: &str) -> bool {
    is_and(word)
        || ["of", "the", "for", "in", "at", "by", "on", "fur", "fuer", "pour", "para", "z"]
            .contains(&word)
}

pub(crate) fn is_form(word: &str) -> bool {
    has(FORMS, word)
}

pub(crate) fn is_and(word: &str) -> bool {
    has(AND, word)
}

pub(crate) fn common() -> std::collections::HashSet<&'static str> {
    COMMON.split_whitespace().collect()
}

/// Whether two given names are those of one person, called by the one and on file under the other.
pub(crate) fn are_one_name(one: &str, other: &str) -> bool {
    one != other && CALLED.iter().any(|names| names.contains(&one) && names.contains(&other))
}
