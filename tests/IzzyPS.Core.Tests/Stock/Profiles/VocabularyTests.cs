using IzzyPS.Stock.Profiles;
using IzzyPS.Stock.Values;
using Xunit;

namespace IzzyPS.Tests.Stock.Profiles;

/// <summary>
/// The default profile's words and headers. The fixtures in <c>tests/fixtures/vocabulary</c> hold what was found in public files and pages: each line is a
/// word and its meaning, or <c>ERROR</c> and <c>-</c> for what must not be understood.
/// </summary>
public sealed class VocabularyTests
{
    private static readonly PartnerProfile Profile = PartnerProfile.Default;

    [Fact]
    public void Every_word_of_the_vocabulary_has_its_meaning()
    {
        var wrong = new List<string>();
        foreach (var (field, word, expected) in ReadFixture("words.tsv").Select(line => (line[0], line[1], line[2])))
        {
            var meaning = Profile.Words[field].Find(word);
            var found = meaning is null ? "ERROR" : meaning.Value.ApiWord + (meaning.Value.Trait == WordTrait.None ? "" : "+" + meaning.Value.Trait.ToString().ToLowerInvariant());
            if (found != expected)
                wrong.Add($"{field} '{word}' is {found} instead of {expected}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_header_of_the_vocabulary_has_its_field_and_unit()
    {
        var wrong = new List<string>();
        foreach (var (header, expected, unit) in ReadFixture("headers.tsv").Select(line => (line[0], line[1], line[2])))
        {
            var match = Profile.FindHeader(header);
            var found = (match?.Field.CsvName ?? "-", match?.Unit is { IsOwn: false } other ? other.Name : string.Empty);
            if (found != (expected, unit))
                wrong.Add($"'{header}' is {found} instead of {(expected, unit)}");
        }

        Assert.True(wrong.Count == 0, string.Join("\n", wrong));
    }

    [Fact]
    public void Every_word_for_nothing_is_nothing_in_any_case()
    {
        foreach (var word in ReadFixture("nothing.tsv").Select(line => line[0]))
        {
            foreach (var written in new[] { word, $" {word}\u00A0", word.ToUpperInvariant(), word.ToLowerInvariant(), $"=\"{word}\"" })
            {
                var text = Profile.TrimOrEmpty(written);
                Assert.True(text.IsEmpty || SpreadsheetText.IsError(text) || DateText.IsPlaceholder(text), $"'{written}' is read as a value");
            }
        }
    }

    [Theory]
    [InlineData("not available")]
    [InlineData("niedostępny")]
    [InlineData("0")]
    [InlineData("nie")]
    [InlineData("bez")]
    [InlineData("x")]
    [InlineData("inny")]
    [InlineData("N")]
    [InlineData("NA 123")]
    [InlineData("Brakel")]
    [InlineData("brak rdzy")]
    [InlineData("-5")]
    [InlineData("ND5")]
    [InlineData("#1")]
    [InlineData("Error")]
    [InlineData("=1+1")]
    [InlineData("=\"a\"&\"b\"")]
    public void Word_that_means_something_stays_a_value(string word)
    {
        Assert.Equal(word, Profile.TrimOrEmpty(word).ToString());
        Assert.False(SpreadsheetText.IsError(word));
    }

    [Theory]
    [InlineData("RokProdukcji", "manufactureYear", "")]
    [InlineData("rok_produkcji", "manufactureYear", "")]
    [InlineData("ROK-PRODUKCJI", "manufactureYear", "")]
    [InlineData("  Nr   VIN ", "vin", "")]
    [InlineData("NrVIN", "vin", "")]
    [InlineData("fuel_type", "fuelType", "")]
    [InlineData("FuelType", "fuelType", "")]
    [InlineData("Moc [KM]", "power", "")]
    [InlineData("Moc (kW)", "power", "kW")]
    [InlineData("moc_kw", "power", "kW")]
    [InlineData("MocKW", "power", "kW")]
    [InlineData("power [kW]", "power", "kW")]
    [InlineData("Leistung (kW)", "power", "kW")]
    [InlineData("Leistung", "-", "")]
    [InlineData("Przebieg (km)", "mileage", "")]
    [InlineData("Przebieg w km", "mileage", "")]
    [InlineData("Mileage (miles)", "mileage", "mi")]
    [InlineData("Pojemność [l]", "cubicCapacity", "l")]
    [InlineData("Pojemność [cm³]", "cubicCapacity", "")]
    [InlineData("Cena sprzedaży [PLN]", "pricing_salesPrice", "")]
    [InlineData("Cena sprzedaży netto", "-", "")]
    [InlineData("Cena sprzedaży [EUR]", "-", "")]
    [InlineData("cena", "-", "")]
    [InlineData("Opis", "description", "")]
    [InlineData("Liczba drzwi", "doors", "")]
    public void Header_is_found_however_it_is_written(string header, string field, string unit)
    {
        var match = Profile.FindHeader(header);
        Assert.Equal((field, unit), (match?.Field.CsvName ?? "-", match?.Unit is { IsOwn: false } other ? other.Name : string.Empty));
    }

    private static IEnumerable<string[]> ReadFixture(string name) =>
        File.ReadLines(Path.Combine(StockFileGenerator.Fixtures, "vocabulary", name)).Select(line => line.Split('\t'));
}
