using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox.Api;

/// <summary>The vehicle checks (IzzyCheck) of the sandbox. A report is ready after a number of polls.</summary>
internal sealed class VehicleChecks(int polls, TimeProvider clock)
{
    private readonly ConcurrentDictionary<string, Process> _processes = new(StringComparer.Ordinal);

    internal HttpAnswer Start(JsonElement json)
    {
        var now = clock.GetUtcNow();
        var process = new Process(Guid.CreateVersion7(now).ToString(), now, JsonNode.Parse(json.GetRawText())!.AsObject());
        _processes[process.Id] = process;
        return HttpAnswer.CreateJson(200, "id", process.Id);
    }

    internal HttpAnswer Poll(string id)
    {
        if (!_processes.TryGetValue(id, out var process))
            return HttpAnswer.CreateRefusal(404, "unknown process");
        var state = Interlocked.Increment(ref process.Polls) > polls ? "Completed" : "Processing";
        var answer = new JsonObject
        {
            ["id"] = process.Id,
            ["state"] = state,
            ["startingTime"] = process.StartedAt.ToString("O", CultureInfo.InvariantCulture),
            ["vin"] = process.Request["vin"]?.DeepClone(),
            ["licensePlateNumber"] = process.Request["licensePlateNumber"]?.DeepClone(),
            ["registrationDate"] = process.Request["registrationDate"]?.DeepClone(),
        };
        return new HttpAnswer(200, Encoding.UTF8.GetBytes(answer.ToJsonString()));
    }

    internal HttpAnswer GetReport(string id, string? accept)
    {
        if (!_processes.TryGetValue(id, out var process))
            return HttpAnswer.CreateRefusal(404, "unknown process");
        if (Volatile.Read(ref process.Polls) <= polls)
            return HttpAnswer.CreateRefusal(409, "the process is not completed");
        var vin = process.Request["vin"]!.GetValue<string>();
        return accept switch
        {
            "application/json" => new HttpAnswer(200, Encoding.UTF8.GetBytes(CreateJsonReport(process, vin).ToJsonString())),
            "text/html" => new HttpAnswer(200, Encoding.UTF8.GetBytes($"<!doctype html><title>IzzyCheck</title><h1>{vin}</h1>"), "text/html; charset=utf-8"),
            "application/pdf" => new HttpAnswer(200, CreatePdfReport(vin), "application/pdf"),
            _ => HttpAnswer.CreateRefusal(406, "Accept must be application/pdf, text/html or application/json"),
        };
    }

    private static JsonObject CreateJsonReport(Process process, string vin)
    {
        var plate = process.Request["licensePlateNumber"]?.DeepClone();
        var registered = process.Request["registrationDate"]?.DeepClone();
        var estimation = process.Request["estimation"]?.AsObject();
        // The central register needs the licence plate and the registration date. Without them its part of the report is missing.
        var isInRegister = plate is not null && registered is not null;
        return new JsonObject
        {
            ["registrationInformation"] = isInRegister
                ? new JsonObject { ["vin"] = vin, ["licensePlateNumber"] = plate, ["firstRegistrationDate"] = registered, ["registrationStatus"] = "REGISTERED", ["ownerCount"] = 1 }
                : null,
            ["basicInformation"] = new JsonObject { ["make"] = "Kia", ["model"] = "Sportage", ["manufactureYear"] = estimation?["productionYear"]?.DeepClone() },
            ["technicalSpecification"] = new JsonObject { ["cubicCapacity"] = 1591, ["power"] = 150, ["fuelType"] = "HYBRID" },
            ["carValuation"] = estimation is null ? null : new JsonObject { ["estimatedValue"] = 98500, ["estimatedValueError"] = null },
            ["carFeatures"] = process.Request["vinIdentification"]!.GetValue<bool>()
                ? new JsonObject { ["basic"] = new JsonArray("ABS", "ASR"), ["additional"] = new JsonArray() }
                : null,
            ["vehicleHistory"] = isInRegister
                ? new JsonArray(new JsonObject { ["eventType"] = "VehicleSale", ["date"] = registered!.DeepClone() })
                : new JsonArray(),
        };
    }

    /// <summary>Creates a minimal PDF with the VIN on one page.</summary>
    private static byte[] CreatePdfReport(string vin)
    {
        var text = $"BT /F 12 Tf 72 720 Td ({vin}) Tj ET";
        string[] objects =
        [
            "<</Type/Catalog/Pages 2 0 R>>",
            "<</Type/Pages/Kids[3 0 R]/Count 1>>",
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Courier>>>>>>>>",
            $"<</Length {text.Length}>>stream\n{text}\nendstream",
        ];
        var pdf = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        for (var i = 0; i < objects.Length; i++)
        {
            offsets.Add(pdf.Length);
            pdf.Append(CultureInfo.InvariantCulture, $"{i + 1} 0 obj{objects[i]}endobj\n");
        }

        var start = pdf.Length;
        pdf.Append("xref\n0 5\n0000000000 65535 f \n");
        foreach (var offset in offsets)
            pdf.Append(CultureInfo.InvariantCulture, $"{offset:D10} 00000 n \n");
        pdf.Append(CultureInfo.InvariantCulture, $"trailer<</Size 5/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n");
        return Encoding.ASCII.GetBytes(pdf.ToString());
    }

    private sealed class Process(string id, DateTimeOffset startedAt, JsonObject request)
    {
        public int Polls;

        public string Id { get; } = id;

        public DateTimeOffset StartedAt { get; } = startedAt;

        public JsonObject Request { get; } = request;
    }
}
