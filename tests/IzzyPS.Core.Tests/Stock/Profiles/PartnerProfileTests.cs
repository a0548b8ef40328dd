using IzzyPS.Stock.Profiles;
using Xunit;

namespace IzzyPS.Tests.Stock.Profiles;

public sealed class PartnerProfileTests : IDisposable
{
    private readonly StockFolder _folder = new();

    [Fact]
    public void A_profile_extends_the_default()
    {
        var profile = Load("""
            {
              // Words of one partner.
              "extends": "default",
              "decimalMark": ",",
              "nullWords": ["brak", "-"],
              "headers": { "vin": ["Numer nadwozia"], "pricing_salesPrice": ["Cena"], },
              "words": { "fuelType": { "PETROL": ["PB95"], "LPG": ["benzyna + gaz", "*LPG*"] }, "type": { "SUV": ["terenowy*"] } },
              "coupeWords": ["sportowy"],
              "coupeType": "HATCHBACK"
            }
            """);
        var text = SmallFile.Of(
                SmallFile.RowOf(1, ("fuelType", "pb95"), ("pricing_salesPrice", "109.900"), ("description", "BRAK"), ("type", "Sportowy")),
                SmallFile.RowOf(2, ("fuelType", "Benzyna+LPG"), ("type", "TERENOWY duży"), ("engineCode", "-")),
                SmallFile.RowOf(3, ("fuelType", "benzyna"), ("type", "coupe")))
            .Replace(",1591.00,", ",1591,").Replace(".00", string.Empty).Replace("pricing_salesPrice", "CENA").Replace(",vin,", ",numer nadwozia,");

        var result = StockFolder.Read(_folder.Write(text), StockFolder.Options with { Profile = profile });

        Assert.Empty(result.Errors);
        Assert.Equal([FuelType.Petrol, FuelType.Lpg, FuelType.Petrol], result.Vehicles.Select(vehicle => vehicle.FuelType!.Value));
        Assert.Equal([BodyType.Hatchback, BodyType.Suv, BodyType.Hatchback], result.Vehicles.Select(vehicle => vehicle.Type!.Value));
        Assert.Equal(109_900m, result.Vehicles[0].SalesPrice);
        Assert.Null(result.Vehicles[0].Description);
        Assert.Equal(["The file has no engine code; '-' is listed."], result.Vehicles[1].Warnings.Select(said => said.Message));
    }

    [Fact]
    public void Child_profile_may_redefine_a_word()
    {
        var profile = Load("""{ "extends": "default", "words": { "type": { "HATCHBACK": ["coupe", "van"] }, "transmissionType": { "MANUAL": ["*DSG*"] } } }""");
        var row = SmallFile.Row(("type", "Coupé"), ("transmissionType", "6 DSG"));
        var vehicle = Assert.Single(StockFolder.Read(_folder.Write(SmallFile.Of(row)), StockFolder.Options with { Profile = profile }).Vehicles);
        Assert.Equal((BodyType.Hatchback, TransmissionType.Manual), (vehicle.Type, vehicle.TransmissionType));
        Assert.Empty(vehicle.Warnings);
    }

    [Fact]
    public void A_profile_without_parent_knows_the_api_only()
    {
        var profile = Load("{}");
        Assert.Null(profile.Words["fuelType"].Find("benzyna"));
        Assert.Equal("PETROL", profile.Words["fuelType"].Find("petrol")!.Value.ApiWord);
    }

    [Fact]
    public void Profiles_are_found_by_name_and_extend_each_other()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "group.json"), """{ "extends": "default", "nullWords": ["sprawdzić"] }""");
        File.WriteAllText(Path.Combine(_folder.Path, "dealer.json"), """{ "extends": "group", "nullWords": ["zob. opis"] }""");
        var profile = PartnerProfile.Load("dealer", "/no/such/folder", _folder.Path);
        Assert.Equal("dealer", profile.Name);
        Assert.Equal([.. PartnerProfile.Default.NullWords, "sprawdzić", "zob. opis"], profile.NullWords);
        Assert.Equal(["dealer", "default", "group"], PartnerProfile.FindNames("/no/such/folder", _folder.Path));
        Assert.Same(PartnerProfile.Default, PartnerProfile.Load("default", _folder.Path));
    }

    [Fact]
    public void Default_profile_in_a_folder_extends_the_built_in_default()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "default.json"), """{ "extends": "default", "nullWords": ["sprawdzić"] }""");
        Assert.Equal([.. PartnerProfile.Default.NullWords, "sprawdzić"], PartnerProfile.Load("default", _folder.Path).NullWords);
    }

    [Fact]
    public void A_profile_that_extends_itself_is_refused()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "a.json"), """{ "extends": "b" }""");
        File.WriteAllText(Path.Combine(_folder.Path, "b.json"), """{ "extends": "a" }""");
        Assert.Contains("extends itself", Assert.Throws<StockSettingsException>(() => PartnerProfile.Load("a", _folder.Path)).Message);
    }

    [Fact]
    public void A_profile_that_is_not_there_names_those_that_are()
    {
        File.WriteAllText(Path.Combine(_folder.Path, "dealer.json"), "{}");
        Assert.Contains("dealer, default", Assert.Throws<StockSettingsException>(() => PartnerProfile.Load("deal", _folder.Path)).Message);
    }

    [Theory]
    [InlineData("", "line 1, position 1: this is not JSON")]
    [InlineData("[]", "line 1, position 1")]
    [InlineData("{\n  \"words\": {\n}", "this is not JSON")]
    [InlineData("{\n \"nullWords\": [1] }", "line 2, position 16: found 1; expected: a text")]
    [InlineData("{\n \"wrods\": {} }", "line 2, position 2: a profile has no 'wrods'; it has extends,")]
    [InlineData("{ \"decimalMark\": \";\" }", "accepted: \",\", \".\" and \"auto\"")]
    [InlineData("{ \"coupeType\": \"COUPE\" }", "accepted: SALOON,")]
    [InlineData("{ \"words\": { \"make\": {} } }", "those are category, fuelType,")]
    [InlineData("{ \"words\": { \"fuelType\": { \"GAS\": [] } } }", "the API's are PETROL, DIESEL,")]
    [InlineData("{ \"words\": { \"fuelType\": { \"LPG\": [\"gaz\"],\n\"PETROL\": [\"GAZ\"] } } }", "line 2, position 12: 'GAZ' stands for LPG and for PETROL")]
    [InlineData("{ \"words\": { \"type\": { \"VAN\": [\"bus\"] } }, \"minivanWords\": [\"bus\"] }", "'bus' stands for VAN and for a minivan")]
    [InlineData("{ \"words\": { \"fuelType\": { \"LPG\": [\"**\"] } } }", "no letter or digit")]
    [InlineData("{ \"words\": { \"fuelType\": { \"LPG\": [\"a*b\"] } } }", "* in its middle")]
    [InlineData("{ \"headers\": { \"vinn\": [] } }", "the fields are configurationNumber,")]
    [InlineData("{ \"headers\": { \"vin\": [\"Make\"] } }", "the field make itself")]
    [InlineData("{ \"headers\": { \"vin\": [\"a\"], \"make\": [\"A\"] } }", "'A' stands for vin and for make")]
    [InlineData("{ \"strict\": 1 }", "line 1, position 13: found 1; expected: true or false")]
    [InlineData("{ \"constants\": { \"vin\": \"x\" } }", "vin identifies the car")]
    [InlineData("{ \"constants\": { \"color\": \" \" } }", "the value of color is empty")]
    [InlineData("{ \"constants\": { \"fuelType\": \"woda\" } }", "fuelType 'woda' is not a word of the partner's profile")]
    [InlineData("{ \"constants\": { \"mileage\": \"dużo\" } }", "mileage 'dużo' is not a number")]
    [InlineData("{ \"units\": { \"power\": \"l\" } }", "'l' is not a unit of power; accepted: KM, kW")]
    [InlineData("{ \"units\": { \"color\": \"l\" } }", "color has no unit")]
    [InlineData("{ \"ranges\": { \"color\": [1, 2] } }", "color has no range")]
    [InlineData("{ \"ranges\": { \"power\": [2, 1] } }", "the range of power is wrong")]
    [InlineData("{ \"ranges\": { \"power\": [1] } }", "expected: a number")]
    [InlineData("{ \"ranges\": { \"power\": [1, 2, 3] } }", "expected: two numbers")]
    [InlineData("{ \"status\": { \"sold\": [\"sprzedany\"] } }", "the status names no column")]
    [InlineData("{ \"status\": { \"headers\": [\"Status\"], \"gone\": [] } }", "a status has no 'gone'; it has headers,")]
    [InlineData("{ \"status\": { \"headers\": [\"Status\"], \"whenReserved\": \"maybe\" } }", "accepted: \"list\", \"hold\" and \"close\"")]
    [InlineData("{ \"status\": { \"headers\": [\"Status\"], \"sold\": [\"x\"], \"reserved\": [\"X\"] } }", "'x' stands for sold and for reserved")]
    [InlineData("{ \"extends\": \" \" }", "line 1, position 14: the text is empty")]
    [InlineData("{ \"extends\": \"nobody\" }", "There is no partner profile 'nobody'")]
    [InlineData("{ \"extends\": \"./nobody.json\" }", "can't be read")]
    [InlineData("{} {}", "this is not JSON")]
    public void A_profile_that_is_wrong_is_refused_with_its_place(string json, string message)
    {
        var path = _folder.Write(json);
        File.Move(path, path = Path.ChangeExtension(path, ".json"), overwrite: true);
        var error = Assert.Throws<StockSettingsException>(() => PartnerProfile.Load(path));
        Assert.Contains(message, error.Message);
    }

    [Fact]
    public void The_default_can_be_copied()
    {
        var path = Path.Combine(_folder.Path, "copy.json");
        File.WriteAllBytes(path, PartnerProfile.ReadBuiltInJson());
        var copy = PartnerProfile.Load(path);
        Assert.Equal(PartnerProfile.Default.Words["fuelType"].Accepted, copy.Words["fuelType"].Accepted);
    }

    [Theory]
    [InlineData("""{ "128": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a", " 12 ": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6b" }""", null)]
    [InlineData("""{ "128": "showroom" }""", "line 1, position 10: 'showroom' for number '128' is not a showroom's UUID")]
    [InlineData("""{ "128": "00000000-0000-0000-0000-000000000000" }""", "is not a showroom's UUID")]
    [InlineData("""{ "": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a" }""", "number is empty")]
    [InlineData("""{ "1": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a", "1": "0190f5c2-7b1d-7c3e-9d4a-1f2e3d4c5b6a" }""", "'1' occurs twice")]
    [InlineData("""{ "1": 5 }""", "expected: the showroom's UUID")]
    [InlineData("""["1"]""", "expected: an object")]
    public void A_location_map_is_checked(string json, string? message)
    {
        var path = _folder.Write(json);
        if (message is not null)
        {
            Assert.Contains(message, Assert.Throws<StockSettingsException>(() => LocationMap.Load(path)).Message);
            return;
        }

        var map = LocationMap.Load(path);
        Assert.Equal(2, map.Count);
        Assert.True(map.TryFind("12", out _));
    }

    [Theory]
    [InlineData("{\n\"\xBF\": \"x\" }")]
    [InlineData("{\n\"1\": \"\xBF\" }")]
    [InlineData("{\n\"1\": \"\\uD800\" }")]
    public void A_settings_file_that_is_not_utf_8_is_refused_with_its_place(string latin)
    {
        var path = Path.Combine(_folder.Path, "settings.json");
        File.WriteAllBytes(path, System.Text.Encoding.Latin1.GetBytes(latin));
        Assert.Contains("line 2, position ", Assert.Throws<StockSettingsException>(() => LocationMap.Load(path)).Message, StringComparison.Ordinal);
        Assert.Contains("not UTF-8", Assert.Throws<StockSettingsException>(() => LocationMap.Load(path)).Message, StringComparison.Ordinal);
        Assert.Throws<StockSettingsException>(() => PartnerProfile.Load(path));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Settings_file_that_is_a_pipe_is_refused_without_waiting(bool isLinked)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "NOT TESTED: only Linux tells a pipe from a file.");
        var path = Path.Combine(_folder.Path, "pipe.json");
        await System.Diagnostics.Process.Start("mkfifo", [path]).WaitForExitAsync(TestContext.Current.CancellationToken);
        path = isLinked ? File.CreateSymbolicLink(path + ".link", path).FullName : path;
        foreach (var load in new Action[] { () => LocationMap.Load(path), () => PartnerProfile.Load(path) })
        {
            var exception = await Assert.ThrowsAsync<StockSettingsException>(() => Task.Run(load, TestContext.Current.CancellationToken).WaitAsync(Eventually.Limit, TestContext.Current.CancellationToken));
            Assert.Contains("name a regular file", exception.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_dictionary_is_checked_too() =>
        Assert.Contains("'x' for number '1'", Assert.Throws<StockSettingsException>(() => LocationMap.CreateFromEntries([new("1", "x")])).Message);

    public void Dispose() => _folder.Dispose();

    private PartnerProfile Load(string json)
    {
        var path = Path.Combine(_folder.Path, "profile.json");
        File.WriteAllText(path, json);
        return PartnerProfile.Load(path);
    }
}
