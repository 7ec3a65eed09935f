"""What the invented people are called and where they live.

Every name here is made up by drawing; nobody is meant. Emails end in example.com, phones are 555-01xx.
"""

from __future__ import annotations


def _words(text: str) -> tuple[str, ...]:
    return tuple(text.split())


FIRST_NAMES = _words("""
Abigail Adele Alan Alice Amara Andre Angela Anita Arthur Audrey Ayşe Beatrice Benjamin Bernard Björn Bridget Bruno
Calvin Camille Carla Cecilia Charlotte Chloë Clara Claudia Colin Cora Curtis Dana David Deborah Deepa Delia Derek Diana
Dorothy Dylan Edith Eleanor Elena Elizabeth Ellen Emeka Emil Esther Eva Evan Felix Fiona Florence Frances François
Gabriel Gemma Gloria Grace Graham Greta Gwen Hana Harold Hazel Heather Helen Henry Hugo Ian Imani Inés Ingrid Irene Iris
Isaac Ivy Jacob Jana Janet Jasmine Jiří Joan Joel José Josephine Judith Julian Karen Katherine Kenji Kiran Lars Laura
Leila Leo Leonard Lillian Lorna Louis Lucia Łukasz Lydia Mabel Malik Marcus Margaret Mariana Marion Martin Matthew
Maureen Mei Mercedes Michael Minh Mónica Nadia Naomi Nathan Neil Nina Noah Nora Olga Oliver Oscar Pamela Patricia Paula
Peter Petra Philip Phoebe Rachel Ramón Raymond Renée Rita Robert Roland Rosa Rosalind Ruben Ruth Samir Samuel Sandra
Saoirse Sara Simon Siobhán Søren Sofia Sonia Stella Stephen Susan Sylvia Tamara Teresa Theo Thomas Tobias Ulrich Ursula
Valerie Vera Victor Viola Vivian Wanda Warren Wendy Wesley William Winifred Xavier Yara Yusuf Yvonne Zoë
""")

LAST_NAMES = _words("""
Abbott Achterberg Adeyemi Åkesson Alder Amsel Applegate Arrington Ashby Aubert Bancroft Barlow Bautista Beaumont
Bellweather Bergström Birch Blackwood Blythe Boateng Bramwell Brandvold Brightwater Burkhalter Caldwell Calloway
Carmichael Castellano Chaudhary Cho Clearwater Coldwell Corrigan Côté Crabtree Crowell Dalgaard Danforth Delacroix
Dempsey Doležal Donnelly Drummond Dunmore Dvořák Eastman Ebersole Eklund Ellery Embry Eriksen Espinoza Everhart
Fairbanks Farrow Faulkner Fenwick Ferreira Fitzgibbon Fontaine Foxworth Frisk Galloway García Gatlin Gebre Giordano
Goodwater Grantham Greaves Gupta Haddad Hallowell Hargrove Hartwell Hawthorne Hayashi Heimdahl Hendry Hightower
Hollings Huang Ibáñez Ingersoll Iverson Jankowski Jessop Joubert Kaczmarek Kapoor Kavanagh Kettering Kimura Kirkland
Kowalczyk Krause Kwon Langford Lathrop Lefèvre Lindqvist Lockhart Lowell Lund Mancini Marlowe Mbeki Meriwether Mettler
Montrose Morales Müller Nakagawa Nandakumar Naylor Newcomb Nguyễn Nordstrand Núñez Oakes Okafor Olmstead Orsini
Østergaard Ostrander Pacheco Papadakis Park Partridge Pellegrino Pemberton Petrov Pham Pickering Ponce Prescott Quimby
Quist Radcliffe Ramaswamy Rausch Redfern Ridgeway Rocha Rosenthal Rutherford Salgado Sandoval Sato Schäfer Sedgwick
Shaughnessy Silveira Sinclair Skov Solberg Somerset Sørensen Stanhope Sterling Strand Swanson Szabó Takeda Tanaka
Thackeray Thornbury Tilden Torvald Tran Tremblay Underhill Upton Valdez Vance Varga Vaughn Velasco Villanueva Voss
Wadsworth Wakefield Weatherby Weller Westbrook Whitcomb Wickham Winslow Wójcik Wyndham Yamada Yarrow Yıldırım Zamora
Zeller Zielinski
""")

# Written out because a till stumbles over each: apostrophes, hyphens, particles, length.
PARTICULAR_NAMES = (
    ("Siobhán", "O'Rourke"),
    ("Lorenzo", "D'Angelo"),
    ("Maeve", "O'Callaghan-Byrne"),
    ("Wilhelmina", "van der Westhuizen-Oppenheimer"),
    ("Maximiliana", "Featherstone-Cholmondeley"),
    ("José Luis", "Hernández de la Cruz"),
    ("Nguyễn Thị", "Hạnh"),
    ("Jean-François", "Saint-Exel"),
    ("Mary Anne", "St. Clair"),
    ("Ludovica", "Degli Esposti"),
    ("Kwame", "Nana-Osei"),
    ("Bo", "Li"),
)

SHORT_NAMES = {
    "Abigail": "Abby", "Arthur": "Art", "Benjamin": "Ben", "Deborah": "Deb", "Elizabeth": "Liz", "Frances": "Fran",
    "Gabriel": "Gabe", "Jacob": "Jake", "Katherine": "Kate", "Leonard": "Len", "Margaret": "Peggy", "Matthew": "Matt",
    "Michael": "Mike", "Nathan": "Nate", "Pamela": "Pam", "Patricia": "Pat", "Philip": "Phil", "Raymond": "Ray",
    "Robert": "Bob", "Samuel": "Sam", "Stephen": "Steve", "Susan": "Sue", "Teresa": "Terry", "Thomas": "Tom",
    "Valerie": "Val", "Victor": "Vic", "William": "Bill", "Winifred": "Winnie",
}  # fmt: skip

ASSOCIATES = ("Maya Ortiz", "Daniel Whitlock", "Priya Raman", "Tom Becker")

STREETS = _words("""
Alder Birchwood Cedar Clover Creekside Dogwood Elmhurst Fernhill Garnet Hawthorn Heron Juniper Kestrel Larch Linden
Madrone Maple Meadowlark Mill Oakridge Orchard Pinecrest Quarry Riverbend Rosewood Spruce Thistle Vine Willow Yew
""")
STREET_KINDS = ("St", "Ave", "Ln", "Ct", "Dr")

# city, state, zip, how many of a hundred clients live there
TOWNS = (
    ("Portland", "OR", "97205", 22), ("Portland", "OR", "97214", 18), ("Portland", "OR", "97209", 10),
    ("Lake Oswego", "OR", "97034", 10), ("Beaverton", "OR", "97005", 8), ("Hillsboro", "OR", "97123", 5),
    ("Salem", "OR", "97301", 4), ("Hood River", "OR", "97031", 3), ("Eugene", "OR", "97401", 3),
    ("Bend", "OR", "97701", 2), ("Vancouver", "WA", "98660", 7), ("Seattle", "WA", "98101", 3),
    ("Boise", "ID", "83702", 1), ("San Francisco", "CA", "94110", 2), ("Cambridge", "MA", "02139", 1),
    ("Hoboken", "NJ", "07030", 1),
)  # fmt: skip
STATE_NAMES = {
    "OR": "Oregon", "WA": "Washington", "ID": "Idaho", "CA": "California", "MA": "Massachusetts", "NJ": "New Jersey",
}  # fmt: skip

# A hundred numbers each (555-0100 to 555-0199): the first two are Portland's, the rest moved here with their people.
AREA_CODES = _words("""
503 971 541 458 360 206 253 425 509 208 415 510 530 707 916 213 303 312 406 480 505 512 602 612 617 646 702 720 773 801
""")
