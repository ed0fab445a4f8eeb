//! Names to make people and firms of. None is anybody's, and the guard knows nothing of these lists.

/// One way of naming people.
pub(super) struct Culture {
    pub(super) women: &'static [&'static str],
    pub(super) men: &'static [&'static str],
    pub(super) families: &'static [&'static str],
    pub(super) is_family_first: bool,
    /// Of a hundred people, how many have two family names.
    pub(super) double: usize,
}

const fn culture(
    women: &'static [&'static str],
    men: &'static [&'static str],
    families: &'static [&'static str],
) -> Culture {
    Culture { women, men, families, is_family_first: false, double: 0 }
}

#[rustfmt::skip]
pub(super) const CULTURES: [Culture; 11] = [
    culture(
        &["Margaret", "Eleanor", "Harriet", "Louise", "Katherine", "Deborah", "Elizabeth", "Susan", "Theresa", "Victoria", "Abigail", "Jennifer"],
        &["Robert", "William", "Edward", "Richard", "Thomas", "Michael", "Anthony", "Gregory", "Stephen", "Charles", "Benjamin", "Leonard"],
        &["Carter", "Hughes", "Bennett", "Sutton", "Lincoln", "Preston", "Ashford", "Winslow", "Clarke", "Stewart", "Thornton", "Radcliffe", "Marsh", "Hartley", "Lockwood", "Chester", "Burton", "Walsh", "Fletcher", "Newcombe", "Barlow", "Tillman"],
    ),
    culture(
        &["Ursula", "Greta", "Käthe", "Annegret", "Brigitte", "Heike", "Sabine", "Jördis"],
        &["Jürgen", "Wolfgang", "Götz", "Matthias", "Detlef", "Sönke", "Rüdiger", "Uwe"],
        &["Müller", "Schröder", "Weiß", "Jäger", "Köhler", "Böhm", "Großmann", "Krüger", "Vogt", "Brinkmann", "Lüders", "Sommerfeld", "Heidenreich", "Nürnberger", "Trautmann", "Oppermann"],
    ),
    culture(
        &["Solveig", "Astrid", "Sigrid", "Åse", "Birgitte", "Maja", "Tordis", "Gunhild"],
        &["Søren", "Bjørn", "Torsten", "Håkon", "Leif", "Anders", "Jørgen", "Øyvind"],
        &["Jensen", "Sørensen", "Bergström", "Ødegård", "Lindgren", "Hansen", "Nygaard", "Åkesson", "Mikkelsen", "Holmberg", "Kjær", "Rønning", "Vestergaard", "Dalgaard"],
    ),
    culture(
        &["Hélène", "Geneviève", "Aurélie", "Noémie", "Anne-Laure", "Margaux", "Léonie", "Maëlle"],
        &["François", "Jean-Luc", "Benoît", "Thibault", "Étienne", "Gaël", "Rémi", "Jean-Baptiste"],
        &["Lefèvre", "Beauchêne", "d’Aubigné", "Rousselet", "Côté", "de la Tour", "Garnier", "Boisvert", "Châtelain", "Fournier-Roy", "Marchand", "Vasseur", "Thévenet", "Le Goff"],
    ),
    Culture {
        women: &["Inés", "Rocío", "Guadalupe", "Begoña", "María José", "Consuelo", "Araceli", "Iria"],
        men: &["Álvaro", "Joaquín", "Íñigo", "Rubén", "José Luis", "Ramón", "Óscar", "Gonzalo"],
        families: &["Muñoz", "Ibáñez", "Peña", "Quiñones", "Galván", "Echeverría", "Ordóñez", "Valdés", "Zúñiga", "Cabrera", "de la Fuente", "Salcedo", "Arriaga", "Montoya"],
        is_family_first: false,
        double: 60,
    },
    culture(
        &["Małgorzata", "Łucja", "Bożena", "Jiřina", "Květa", "Žofie", "Agnieszka", "Ildikó"],
        &["Wojciech", "Łukasz", "Stanisław", "Jiří", "Ondřej", "Matěj", "Krzysztof", "Zoltán"],
        &["Wróblewski", "Nowak", "Dvořák", "Zieliński", "Černý", "Kamiński", "Szabó", "Hájek", "Pospíšil", "Gąsior", "Krejčí", "Żurek", "Błaszczyk", "Farkas"],
    ),
    culture(
        &["Ayşe", "Gülşen", "Zeynep", "Çiğdem", "Özlem", "Nilüfer", "Şirin"],
        &["Mehmet", "Oğuz", "Barış", "Çetin", "İbrahim", "Tuğrul", "Ömer"],
        &["Yıldız", "Öztürk", "Aydın", "Çelik", "Şahin", "Karadağ", "Güneş", "Erdoğdu", "Kılıç", "Toprak"],
    ),
    Culture {
        women: &["Na", "Mei", "Xiu Ying", "Thị Hoa", "Linh", "Ji-won", "Hui"],
        men: &["Wei", "Jun", "Văn Đức", "Minh", "Tao", "Sung-ho", "Bo"],
        families: &["Li", "Wu", "Ng", "Xu", "Nguyễn", "Trần", "Phạm", "Kim", "Pak", "Ho", "Zhou", "Lê"],
        is_family_first: true,
        double: 0,
    },
    culture(
        &["Lakshmi", "Priyanka", "Sunita", "Ananya", "Rukmini", "Shanthi"],
        &["Rajesh", "Arvind", "Venkat", "Harish", "Sanjay", "Mohan"],
        &["Chatterjee", "Krishnamurthy", "Deshpande", "Banerjee", "Iyer", "Choudhary", "Raghunathan", "Sengupta", "Pillai", "Malhotra"],
    ),
    culture(
        &["Sinéad", "Aoife", "Saoirse", "Niamh", "Margreet", "Femke"],
        &["Pádraig", "Seán", "Diarmuid", "Eoin", "Joost", "Wouter"],
        &["O’Brien", "McCarthy", "O’Sullivan", "MacDonagh", "van der Berg", "de Vries", "ten Brinke", "van Houten", "FitzGerald", "Brouwer"],
    ),
    culture(
        &["Chidinma", "Folasade", "Wanjiru", "Thandiwe", "Nomvula", "Abeni"],
        &["Kwame", "Olumide", "Chukwudi", "Sipho", "Babajide", "Kiprono"],
        &["Adeyemi", "Nwosu", "Mensah", "Dlamini", "Kamau", "Oyelaran", "Boateng", "Mthembu", "Onwudiwe", "Achebe-Cole"],
    ),
];

/// Given and family name in Cyrillic, and as the passport has them.
#[rustfmt::skip]
pub(super) const CYRILLIC: [(&str, &str, &str, &str); 12] = [
    ("Сергей", "Морозов", "Sergey", "Morozov"),
    ("Наталья", "Зайцева", "Natalya", "Zaytseva"),
    ("Виктор", "Щукин", "Viktor", "Shchukin"),
    ("Жанна", "Белоусова", "Zhanna", "Belousova"),
    ("Олег", "Хорошенко", "Oleg", "Khoroshenko"),
    ("Тамара", "Цветкова", "Tamara", "Tsvetkova"),
    ("Богдан", "Черненко", "Bogdan", "Chernenko"),
    ("Юлия", "Шевчук", "Yuliya", "Shevchuk"),
    ("Андрей", "Лебедев", "Andrey", "Lebedev"),
    ("Ксения", "Орлова", "Kseniya", "Orlova"),
    ("Роман", "Гаврилов", "Roman", "Gavrilov"),
    ("Яна", "Петренко", "Yana", "Petrenko"),
];

/// Written from right to left, and in Latin letters.
#[rustfmt::skip]
pub(super) const RIGHT_TO_LEFT: [(&str, &str); 10] = [
    ("محمود الخطيب", "Mahmoud Al-Khatib"),
    ("ليلى حداد", "Layla Haddad"),
    ("يوسف النجار", "Youssef El Naggar"),
    ("سميرة بن علي", "Samira Ben Ali"),
    ("طارق منصور", "Tarek Mansour"),
    ("דוד לוי", "David Levi"),
    ("מרים כהן", "Miriam Cohen"),
    ("אברהם שפירא", "Avraham Shapira"),
    ("נועה פרידמן", "Noa Friedman"),
    ("فاطمة الزهراني", "Fatima Al-Zahrani"),
];

/// Family names of people whom the office has in Latin letters alone.
pub(super) const IN_ARABIC: [(&str, &str); 3] =
    [("Carter", "كارتر"), ("Hughes", "هيوز"), ("Bennett", "بينيت")];

/// Given and family names that are words.
#[rustfmt::skip]
pub(super) const WORDS: [(&str, &str); 18] = [
    ("Rose", "Field"), ("Will", "May"), ("Mark", "Rivers"), ("Grace", "Hope"), ("Frank", "Young"),
    ("Dawn", "Price"), ("Art", "Wood"), ("Summer", "Hall"), ("Drew", "Best"), ("Faith", "Bell"),
    ("Chase", "Banks"), ("Joy", "Love"), ("Grant", "Page"), ("Violet", "Stone"), ("Bill", "Short"),
    ("Hope", "Rich"), ("Pat", "Long"), ("Sky", "Waters"),
];

/// Two people of one given name and two family names that are one letter apart.
#[rustfmt::skip]
pub(super) const ALIKE: [(&str, &str, &str); 14] = [
    ("Karin", "Jensen", "Jenssen"), ("Peter", "Meyer", "Meier"), ("Alice", "Clark", "Clarke"),
    ("Martin", "Schmid", "Schmidt"), ("Ewa", "Nowak", "Novak"), ("Helen", "Johnson", "Johnston"),
    ("Ian", "Stewart", "Steward"), ("Lucía", "González", "Gonzales"), ("Paul", "Thomson", "Thompson"),
    ("Eva", "Hoffmann", "Hofmann"), ("Julia", "Read", "Reed"), ("Oskar", "Petersen", "Pettersen"),
    ("Irena", "Kovač", "Kovács"), ("Laura", "Rossi", "Rosso"),
];

/// A given name and what its bearers are called.
#[rustfmt::skip]
pub(super) const CALLED: [(&str, &str); 14] = [
    ("Robert", "Bob"), ("William", "Bill"), ("Edward", "Ted"), ("Richard", "Dick"), ("Thomas", "Tom"),
    ("Michael", "Mike"), ("Anthony", "Tony"), ("Gregory", "Greg"), ("Margaret", "Peggy"),
    ("Katherine", "Kate"), ("Deborah", "Debbie"), ("Elizabeth", "Liz"), ("Susan", "Sue"), ("Jennifer", "Jenny"),
];

#[rustfmt::skip]
pub(super) const FIRMS: [&str; 40] = [
    "Nordlicht Logistik", "Brightwater Foods", "Kaltenbach & Söhne", "Atelier Lumière", "Tramontana Viajes",
    "Hekla Fisk", "Silverpine Timber", "Meridian Optics", "Polaris Gerüstbau", "Vistula Stal", "Café Zentral",
    "Redgate Motors", "Bluestem Pharma", "Quorum Analytics", "Ostsee Bau", "Harrier Aviation", "Saffron Kitchens",
    "Granite Peak Mining", "Oakhaven Homes", "Zephyr Energie", "Lumen Dental", "Tidewater Shipping", "Cobalt Press",
    "Ironbridge Steel", "Foxglove Gardens", "Aurora Textil", "Delta Hydraulik", "Pinnacle Roofing", "Summit Fitness",
    "Clearview Glass", "Marigold Care", "Northgate Cinema", "Orchard Valley", "Sterling Cranes", "Verde Agrícola",
    "Wolfram Tools", "Amberley Hotels", "Kestrel Security", "Maple Leaf Toys", "Rhône Cargo",
];

#[rustfmt::skip]
pub(super) const FORMS: [&str; 14] = [
    "GmbH", "Ltd", "LLC", "Inc.", "S.A.", "AG", "AB", "A/S", "S.L.", "B.V.", "GmbH & Co. KG", "PLC", "Sp. z o.o.", "Corp.",
];

/// Large houses that many have to do with.
pub(super) const INSTITUTIONS: [&str; 4] = [
    "Continental Mutual Insurance",
    "Harbor National Bank",
    "Rheinische Versicherung AG",
    "City of Elmsford",
];

#[rustfmt::skip]
pub(super) const TOWNS: [&str; 14] = [
    "Elmsford", "Lincoln", "Preston", "Burton", "Chester", "Sutton", "Hartley", "Nürnberg", "Aix-en-Provence",
    "Salcedo", "Riverside", "Thornton", "Kingsport", "Walsh",
];

#[rustfmt::skip]
pub(super) const STREETS: [&str; 12] = [
    "Carter Street", "Jensen Road", "Hughes Lane", "Bennett Avenue", "Fletcher Drive", "Rose Field Road",
    "Müllerstraße", "rue Garnier", "Calle Montoya", "Lockwood House", "Clarke Square", "Marsh Close",
];
