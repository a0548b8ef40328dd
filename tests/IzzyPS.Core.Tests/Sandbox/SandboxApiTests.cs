using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using IzzyPS.Sandbox;
using Xunit;

namespace IzzyPS.Tests.Sandbox;

/// <summary>The stand-in keeps the contract as it is written, independently of the client.</summary>
public sealed class SandboxApiTests
{
    private static readonly string Car = CarPayload.CreateFromVehicle(TestCars.CreateCar(1)).ToString();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_car_is_created_updated_and_deleted()
    {
        await using var rig = await SandboxRig.StartAsync();
        var id = await rig.CreateAsync(Car);
        Assert.Equal(HttpStatusCode.OK, (await rig.SendAsync(HttpMethod.Put, "external/cars/" + id, Car.Replace("Kia", "Seat", StringComparison.Ordinal))).Status);
        Assert.Contains("Seat", Assert.Single(rig.Server.ActiveCars).Json, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NoContent, (await rig.SendAsync(HttpMethod.Delete, "external/cars/" + id, """{"reason":"SOLD"}""")).Status);
        Assert.Equal((false, "SOLD", TestCars.CreateVin(1)), (rig.Server.Cars[0].IsActive, rig.Server.Cars[0].Reason, rig.Server.Cars[0].Vin));
        Assert.Equal(HttpStatusCode.NotFound, (await rig.SendAsync(HttpMethod.Delete, "external/cars/" + id)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.SendAsync(HttpMethod.Put, "external/cars/" + id, Car)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.SendAsync(HttpMethod.Put, "external/cars/unknown", Car)).Status);
    }

    [Fact]
    public async Task Put_revives_a_deleted_car_when_configured()
    {
        await using var rig = await SandboxRig.StartAsync(new SandboxOptions { PutRevives = true });
        var id = await rig.CreateAsync(Car);
        await rig.SendAsync(HttpMethod.Delete, "external/cars/" + id);
        Assert.Equal("DELETED", Assert.Single(rig.Server.Cars).Reason);
        Assert.Equal(HttpStatusCode.OK, (await rig.SendAsync(HttpMethod.Put, "external/cars/" + id, Car)).Status);
        Assert.Single(rig.Server.ActiveCars);
    }

    [Fact]
    public async Task Two_active_cars_with_one_vin_are_detected()
    {
        await using var rig = await SandboxRig.StartAsync();
        await rig.CreateAsync(Car);
        Assert.Empty(rig.Server.DuplicateVins);
        var second = await rig.CreateAsync(Car);
        Assert.Equal([TestCars.CreateVin(1)], rig.Server.DuplicateVins);
        await rig.SendAsync(HttpMethod.Delete, "external/cars/" + second);
        Assert.Empty(rig.Server.DuplicateVins);
    }

    public static TheoryData<string, string, string> Faults() => new()
    {
        { "make", "null", "make: is required" },
        { "make", "\"\"", "make: must not be blank" },
        { "vin", "\"U5YPU81BGPL15553O\"", "vin: must be 17 characters" },
        { "category", "\"passenger\"", "category: must be one of PASSENGER, DELIVERY" },
        { "fuelType", "\"GAS\"", "fuelType: must be one of" },
        { "type", "\"COUPE\"", "type: must be one of" },
        { "manufactureYear", "2023.5", "manufactureYear: must be an int32" },
        { "mileage", "\"29550\"", "mileage: must be an int32" },
        { "power", "3000000000", "power: must be an int32" },
        { "cubicCapacity", "\"1591\"", "cubicCapacity: must be a number" },
        { "availableFrom", "\"2025-06-16 15:01:50\"", "availableFrom: must be a date" },
        { "firstRegistrationDate", "\"2025-02-30\"", "firstRegistrationDate: must be a date" },
        { "locationId", "\"128\"", "locationId: must be a uuid" },
        { "pricing", "null", "pricing: is required" },
        { "pricing", "{}", "listPrice: is required" },
        { "pricing", """{"listPrice":109900.00,"salesPrice":"1.00"}""", "listPrice: must be a string that holds a decimal" },
        { "pricing", """{"listPrice":"109 900","salesPrice":"1,00"}""", "salesPrice: must be a string that holds a decimal" },
        { "pricing", """{"listPrice":"1","salesPrice":"1","miniPrice":"1"}""", "miniPrice: is not a field" },
        { "segment", "\"D\"", "segment: is not a field" },
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Car_that_breaks_the_contract_is_refused(string field, string value, string fault)
    {
        await using var rig = await SandboxRig.StartAsync();
        var car = JsonNode.Parse(Car)!.AsObject();
        car[field] = JsonNode.Parse(value);
        var (status, json) = await rig.SendAsync(HttpMethod.Post, "external/cars", car.ToJsonString());
        Assert.Equal(HttpStatusCode.BadRequest, status);
        Assert.Contains(fault, Assert.Single(json.GetProperty("details").EnumerateArray()).GetString(), StringComparison.Ordinal);
        Assert.Empty(rig.Server.Cars);
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("")]
    [InlineData("{}")]
    public async Task Body_that_is_not_a_car_is_refused(string body)
    {
        await using var rig = await SandboxRig.StartAsync();
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.SendAsync(HttpMethod.Post, "external/cars", body)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.SendAsync(HttpMethod.Post, "external/cars", Car.Replace("\"make\"", "\"model\"", StringComparison.Ordinal))).Status);
    }

    [Fact]
    public async Task Tokens_are_given_only_to_the_client_and_run_out()
    {
        var clock = new TestTime();
        await using var rig = await SandboxRig.StartAsync(new SandboxOptions { TokenLifetime = TimeSpan.FromSeconds(10) }, clock: clock);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.TokenAsync(rig.Server.ClientId, "wrong")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.TokenAsync("wrong", rig.Server.ClientSecret)).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.TokenAsync(rig.Server.ClientId, rig.Server.ClientSecret, "password")).Status);
        Assert.Equal(10, (await rig.TokenAsync(rig.Server.ClientId, rig.Server.ClientSecret)).Json.GetProperty("expires_in").GetInt32());
        clock.Advance(TimeSpan.FromSeconds(9.9));
        await rig.CreateAsync(Car);
        clock.Advance(TimeSpan.FromSeconds(0.1));
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.SendAsync(HttpMethod.Post, "external/cars", Car)).Status);
        await rig.LogInAsync();
        await rig.CreateAsync(Car);
        rig.Server.RevokeTokens();
        Assert.Equal(HttpStatusCode.Unauthorized, (await rig.SendAsync(HttpMethod.Post, "external/cars", Car)).Status);
        Assert.Equal(6, rig.Server.CountRequests(SandboxRoutes.Token));
        Assert.Equal(4, rig.Server.Requests[SandboxRoutes.CreateCar]);
    }

    [Theory]
    [InlineData("image", "image/jpeg", HttpStatusCode.OK)]
    [InlineData("image", "text/plain", HttpStatusCode.BadRequest)]
    [InlineData("picture", "image/jpeg", HttpStatusCode.BadRequest)]
    public async Task An_image_is_a_part_named_image_with_its_own_type(string name, string type, HttpStatusCode expected)
    {
        await using var rig = await SandboxRig.StartAsync();
        var path = $"external/cars/{await rig.CreateAsync(Car)}/images";
        using var form = new MultipartFormDataContent();
        using var picture = new ByteArrayContent([0xFF, 0xD8, 0x0D, 0x0A, 0xFF]);
        picture.Headers.ContentType = new MediaTypeHeaderValue(type);
        form.Add(picture, name, "front.jpg");
        using var response = await rig.Http.PostAsync(new Uri(path, UriKind.Relative), form, Stop);
        Assert.Equal(expected, response.StatusCode);
        Assert.Equal(expected == HttpStatusCode.OK ? 1 : 0, rig.Server.Cars[0].Images.Length);
        if (expected != HttpStatusCode.OK)
            return;
        path += "/" + rig.Server.Cars[0].Images[0];
        Assert.Equal(HttpStatusCode.NoContent, (await rig.SendAsync(HttpMethod.Delete, path)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.SendAsync(HttpMethod.Delete, path)).Status);
    }

    [Fact]
    public async Task A_check_is_started_polled_and_fetched()
    {
        const string Path = "external/car/identification/process";
        await using var rig = await SandboxRig.StartAsync(new SandboxOptions { CheckPolls = 1 });
        var (_, wrong) = await rig.SendAsync(HttpMethod.Post, Path, """{"vin":"U5YPU81BGPL155538"}""");
        Assert.Contains("vinIdentification: is required", wrong.GetRawText(), StringComparison.Ordinal);
        var (_, started) = await rig.SendAsync(HttpMethod.Post, Path, """{"vin":"U5YPU81BGPL155538","vinIdentification":true,"licensePlateNumber":"WX 12345","registrationDate":"2023-08-01","estimation":{"productionYear":2023}}""");
        var process = $"{Path}/{started.GetProperty("id").GetString()}";
        Assert.Equal("Processing", (await rig.SendAsync(HttpMethod.Get, process)).Json.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Conflict, (await rig.SendAsync(HttpMethod.Get, process + "/reports/initial")).Status);
        Assert.Equal("Completed", (await rig.SendAsync(HttpMethod.Get, process)).Json.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.NotAcceptable, (await rig.SendAsync(HttpMethod.Get, process + "/reports/initial")).Status);
        foreach (var type in (string[])["application/json", "text/html", "application/pdf"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, process + "/reports/initial");
            request.Headers.Accept.ParseAdd(type);
            using var response = await rig.Http.SendAsync(request, Stop);
            Assert.Equal(type, response.Content.Headers.ContentType!.MediaType);
            Assert.Contains("U5YPU81BGPL155538", Encoding.UTF8.GetString(await response.Content.ReadAsByteArrayAsync(Stop)), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("GET", "external/cars", HttpStatusCode.MethodNotAllowed)]
    [InlineData("GET", "external/cars/1", HttpStatusCode.MethodNotAllowed)]
    [InlineData("POST", "external/cars/", HttpStatusCode.NotFound)]
    [InlineData("POST", "external", HttpStatusCode.NotFound)]
    public async Task Call_outside_the_contract_is_refused(string method, string path, HttpStatusCode status)
    {
        await using var rig = await SandboxRig.StartAsync();
        Assert.Equal(status, (await rig.SendAsync(new HttpMethod(method), path, Car)).Status);
    }
}
