using Xunit;

namespace IzzyPS.Tests.Stock.Reading;

/// <summary>Rows that spreadsheets and export programs write around the cars, and quoted descriptions of several lines.</summary>
public sealed class RowKindsTests : IDisposable
{
    private static readonly string Commas = string.Join(", ", Enumerable.Range(1, 40).Select(number => $"Pozycja {number}"));
    private static readonly string OtherVin = StockFileGenerator.CreateVin(77);

    private readonly StockFolder _folder = new();

    public static TheoryData<string> Descriptions =>
    [
        $"Samochód z polskiego salonu.\nWyposażenie:\n{Commas}\nZapraszamy!",
        $"{Commas}\n{Commas}",
        $"Opis\n{SmallFile.Vin}, salon Polska, {Commas}",
        $"{OtherVin}\n{Commas}",
        $"Zamienny: {OtherVin}, drugi\n{Commas}",
        $"Opis\n{OtherVin}",
        "\n,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,\n",
        "Ceny\n" + string.Join(',', Enumerable.Repeat("tak", 30)),
    ];

    [Theory]
    [MemberData(nameof(Descriptions))]
    public void Quoted_description_of_several_lines_is_a_description(string description)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.Row(("description", $"\"{description}\"")), SmallFile.RowOf(2)));
        Assert.Empty(result.Errors);
        Assert.Equal(3, result.Vehicles.Count);
        Assert.Empty(result.File.Faults);
    }

    public static TheoryData<string> SwallowedRows =>
    [
        SmallFile.RowOf(8),
        SmallFile.RowOf(8, ("locationId", "")),
        SmallFile.RowOf(8)[..^4],
        SmallFile.RowOf(8, ("vin", "")),
        SmallFile.RowOf(8, ("vin", "12345")),
        $"Opis\n{SmallFile.RowOf(8)}\nZapraszamy",
    ];

    [Theory]
    [MemberData(nameof(SwallowedRows))]
    public void Row_inside_quotes_is_an_error_that_forbids_closing(string swallowed)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.Row(("description", $"\"opis\n{swallowed}\n\"")), SmallFile.RowOf(2)));
        Assert.Equal("RowsInQuotes", Assert.Single(Assert.Single(result.Errors).Faults).Code);
        Assert.Equal(1, result.File.RowsWithoutKey);
    }

    public static TheoryData<string> BlankRows =>
    [
        string.Join(',', Enumerable.Repeat("\"\"", 25)),
        string.Join(',', Enumerable.Repeat("\" \"", 25)),
        string.Join(',', Enumerable.Repeat(" ", 25)),
        "\"\",\"\"",
        "\"\"",
        " , ,\t,\u00A0",
    ];

    [Theory]
    [MemberData(nameof(BlankRows))]
    public void Row_of_only_quotes_spaces_and_delimiters_is_blank(string row)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), row, SmallFile.RowOf(2), row));
        Assert.Empty(result.Errors);
        Assert.Empty(result.File.Faults);
        Assert.Equal(2, result.File.RowCount);
    }

    [Theory]
    [InlineData("\u001A")]
    [InlineData("\u001A\u001A\u001A")]
    [InlineData("\u001A\r\n")]
    [InlineData("\n\u001A\n\u001A\r\n\r\n")]
    public void Final_mark_of_ms_dos_belongs_to_no_row(string mark)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2)) + mark);
        Assert.Empty(result.Errors);
        Assert.Empty(result.File.Faults);
        Assert.True(result.File.HasFinalLineBreak);
        Assert.Equal(mark[0] == '\n', Read(SmallFile.Of(SmallFile.RowOf(1)).TrimEnd() + mark).File.HasFinalLineBreak);
    }

    public static TheoryData<string, int, int> LinesAbove => new()
    {
        { "sep=,\n", 3, 0 },
        { "\"sep=,\"\n", 3, 0 },
        { "#TYPE System.Management.Automation.PSCustomObject\n", 3, 0 },
        { "Stan magazynu\n\nSalon Warszawa;2025-11-29\n", 5, 1 },
        { "Oferta,marka i model\n,\n\"Raport\nz dnia\"\nWydruk\n", 7, 1 },
    };

    [Theory]
    [MemberData(nameof(LinesAbove))]
    public void Header_is_found_below_other_lines(string above, int line, int warnings)
    {
        var result = Read(above + SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2)));
        Assert.Empty(result.Errors);
        Assert.Empty(result.File.Faults);
        Assert.Equal(["C1", "C2"], result.Vehicles.Select(vehicle => vehicle.ConfigurationNumber));
        Assert.Equal(line, result.Vehicles[0].Line);
        Assert.Equal(Enumerable.Repeat("LinesAboveHeader", warnings), result.File.Warnings.Select(warning => warning.Code));
        Assert.True(result.File.IsReadToEnd);
    }

    [Fact]
    public void First_line_can_name_an_unusual_delimiter()
    {
        var result = Read("sep=^\n" + SmallFile.Of(SmallFile.RowOf(1)).Replace(',', '^'));
        Assert.Equal('^', result.File.Delimiter);
        Assert.Single(result.Vehicles);
    }

    [Fact]
    public void Cars_above_a_second_header_are_never_skipped()
    {
        var damaged = StockFileGenerator.Header.Replace("color", "colour of the car");
        var result = Read(damaged + "\n" + SmallFile.RowOf(1, ("vin", "")) + "\n" + SmallFile.Of(SmallFile.RowOf(2)));
        Assert.Equal(["MissingHeader"], result.FaultCodes);
    }

    public static TheoryData<string> Totals =>
    [
        "RAZEM" + new string(',', 24),
        "Razem:,,,,,,,,,,,,,,,,,,,,,217800.00,215000.00,,",
        ",,RAZEM,2,,,,,,,,,,,,,,,,,,217800.00,215000.00,,",
        "SUMA,,,,2",
        "Total: 2 szt.",
        "\"Suma końcowa\",,,,,,,,,,,,,,,,,,,,,\"217 800,00\",,,",
        "Łącznie pojazdów: 2,,,",
        "Wygenerowano: 2026-11-28 10:00",
        "Strona 1 z 1,,,,",
        "Liczba pojazdów:,2",
        "Koniec",
    ];

    [Theory]
    [MemberData(nameof(Totals))]
    public void Total_below_the_cars_is_no_car_and_a_warning(string total)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2), total));
        Assert.Empty(result.Errors);
        Assert.Empty(result.File.Faults);
        Assert.Equal((2, 2), (result.File.RowCount, result.Vehicles.Count));
        Assert.Equal(["TotalRow"], result.File.Warnings.Select(warning => warning.Code));
        Assert.Contains("line 4", result.File.Warnings[0].Message);
    }

    [Theory]
    [InlineData("Salon Warszawa: tel. 22 123 45 67", 1)]
    [InlineData(",,,Oferta nie stanowi oferty handlowej,,", 1)]
    [InlineData("Dział sprzedaży\n\nul. Prosta 1", 2)]
    public void Text_alone_below_the_cars_is_a_note_and_a_warning(string note, int rows)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2), note));
        Assert.Empty(result.Errors);
        Assert.Empty(result.File.Faults);
        Assert.True(result.File.IsReadToEnd);
        Assert.Equal(2, result.File.RowCount);
        Assert.Contains($"{rows} row", Assert.Single(result.File.Warnings, warning => warning.Code == "NoteRow").Message);
    }

    [Theory]
    [InlineData("AAU 03218 I", false)]
    [InlineData("AAU03218I\n", true)]
    public void Last_row_cut_in_its_first_value_is_no_note(string row, bool isEnded)
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2)) + row);
        Assert.Equal(["CutRow"], result.FaultCodes);
        Assert.Equal((3, isEnded), (result.File.RowCount, result.File.HasFinalLineBreak));
    }

    [Fact]
    public void Text_alone_between_the_cars_is_an_error() =>
        Assert.Single(Read(SmallFile.Of(SmallFile.RowOf(1), "Salon Warszawa", SmallFile.RowOf(2))).Errors);

    [Fact]
    public void Car_whose_number_is_a_word_for_a_total_stays_a_car()
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2, ("configurationNumber", "TOTAL 1"), ("vin", ""))));
        Assert.Equal("TOTAL 1", result.Vehicles[1].ConfigurationNumber);
    }

    [Fact]
    public void Cut_row_above_a_total_still_forbids_closing() =>
        Assert.Equal(["CutRow"], Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2)[..60], "RAZEM,,,2")).FaultCodes);

    [Fact]
    public void Empty_columns_at_the_end_may_be_in_the_header_or_only_in_rows()
    {
        Assert.Equal(2, Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2)).Replace("\n", ",,,\n")).Vehicles.Count);
        var rows = Read(SmallFile.Of(SmallFile.RowOf(1) + ",,", SmallFile.RowOf(2) + ",,", SmallFile.RowOf(3) + ",,"));
        Assert.Equal(3, rows.Vehicles.Count);
        Assert.Empty(rows.File.Faults);
        Assert.Single(Read(SmallFile.Of(SmallFile.RowOf(1) + ",", SmallFile.RowOf(2), SmallFile.RowOf(3))).Errors);
    }

    [Fact]
    public void Row_without_its_empty_last_values_is_read()
    {
        var whole = SmallFile.RowOf(2, ("pricing_miniPrice", ""), ("locationId", ""));
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), whole[..^2], whole.Replace("C2", "C4").Replace(StockFileGenerator.CreateVin(2), StockFileGenerator.CreateVin(4))[..^1], SmallFile.RowOf(3)));
        Assert.Empty(result.Errors);
        Assert.Equal(["C1", "C2", "C4", "C3"], result.Vehicles.Select(vehicle => vehicle.ConfigurationNumber));
        Assert.Equal(108900m, result.Vehicles[1].SalesPrice);
    }

    [Fact]
    public void Last_row_without_its_last_values_is_rejected_and_forbids_closing()
    {
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), SmallFile.RowOf(2, ("pricing_miniPrice", ""), ("locationId", ""))[..^2]));
        Assert.Equal(["CutRow"], result.FaultCodes);
        Assert.Equal("WrongColumnCount", Assert.Single(Assert.Single(result.Errors).Faults).Code);
    }

    [Theory]
    [InlineData(2, 2, 2, 2)]
    [InlineData(2, 2)]
    [InlineData(0, 2, 1, 0, 2)]
    [InlineData(0, 2, 1)]
    public void Last_row_as_short_as_other_rows_is_whole(params int[] missing)
    {
        var result = Read(SmallFile.Of([.. missing.Select(CreateShortRow)]));
        Assert.Empty(result.File.Faults);
        Assert.Empty(result.Errors);
        Assert.Equal(missing.Length, result.Vehicles.Count);
    }

    [Fact]
    public void Short_last_row_without_a_line_break_or_shorter_than_the_others_is_cut()
    {
        Assert.Equal(["CutRow"], Read(SmallFile.Of(CreateShortRow(2, 0), CreateShortRow(2, 1)).TrimEnd()).FaultCodes);
        Assert.Equal(["CutRow"], Read(SmallFile.Of(CreateShortRow(1, 0), CreateShortRow(2, 1))).FaultCodes);
        Assert.Equal(["CutRow"], Read(SmallFile.Of([.. Enumerable.Range(0, 60).Select(number => CreateShortRow(number == 5 || number == 59 ? 2 : 0, number))])).FaultCodes);
    }

    [Fact]
    public void Short_last_row_whose_values_are_in_wrong_columns_is_cut()
    {
        var cells = CreateShortRow(0, 3).Split(',').ToList();
        cells.RemoveRange(2, 2);
        Assert.Equal(["CutRow"], Read(SmallFile.Of(CreateShortRow(2, 0), CreateShortRow(2, 1), string.Join(',', cells))).FaultCodes);
    }

    [Theory]
    [InlineData("category")]
    [InlineData("make")]
    [InlineData("manufactureYear")]
    [InlineData("mileage")]
    [InlineData("engineCode")]
    [InlineData("fuelType")]
    [InlineData("driveWheels")]
    [InlineData("carClass")]
    [InlineData("doors")]
    [InlineData("color")]
    [InlineData("availableFrom")]
    [InlineData("firstRegistrationDate")]
    [InlineData("description")]
    public void Row_that_lost_a_value_in_the_middle_is_never_another_car(string column)
    {
        var columns = StockFileGenerator.Header.Split(',');
        var cells = SmallFile.Row().Split(',').ToList();
        cells.RemoveAt(Array.IndexOf(columns, column));
        var result = Read(SmallFile.Of(SmallFile.RowOf(1), string.Join(',', cells), SmallFile.RowOf(2)));
        Assert.Equal(3, Assert.Single(result.Errors).Line);
        Assert.Equal(SmallFile.Vin, result.Errors[0].Vin);
    }

    public void Dispose() => _folder.Dispose();

    /// <summary>A row whose last two values are empty, without some of the delimiters before them.</summary>
    private static string CreateShortRow(int missing, int number) => SmallFile.RowOf(number, ("pricing_miniPrice", ""), ("locationId", ""))[..^missing];

    private StockResult Read(string text) => StockFolder.Read(_folder.Write(text));
}
