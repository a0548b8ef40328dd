using System.Text.Json;
using IzzyPS.Sandbox.Http;

namespace IzzyPS.Sandbox.Api;

/// <summary>Carries out one call and follows the API's contract strictly.</summary>
internal sealed class SandboxApi(CarStore cars, TokenIssuer tokens, VehicleChecks checks, bool putRevives)
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 8 };

    internal HttpAnswer Handle(in Route route, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (route.Call == SandboxRoutes.Token)
            return tokens.Issue(request, body.Span);
        if (tokens.Check(request) is { } refusal)
            return refusal;
        return route.Call switch
        {
            SandboxRoutes.CreateCar or SandboxRoutes.UpdateCar or SandboxRoutes.StartCheck => HandleJson(route, request, body),
            SandboxRoutes.DeleteCar when body.IsEmpty => Delete(route.Id, "DELETED"),
            SandboxRoutes.DeleteCar => HandleJson(route, request, body),
            SandboxRoutes.AddImage => AddImage(route.Id, request, body),
            SandboxRoutes.DeleteImage => cars.TryDeleteImage(route.Id, route.ImageId) ? HttpAnswer.NoContent : HttpAnswer.CreateRefusal(404, "unknown image"),
            SandboxRoutes.PollCheck => checks.Poll(route.Id),
            SandboxRoutes.CheckReport => checks.GetReport(route.Id, request.Accept),
            _ when route.WrongMethod => HttpAnswer.CreateRefusal(405, "unknown method for this path"),
            _ => HttpAnswer.CreateRefusal(404, "unknown path"),
        };
    }

    private HttpAnswer HandleJson(in Route route, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true)
            return HttpAnswer.CreateRefusal(415, "the body must be application/json");
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body, Strict);
        }
        catch (JsonException exception)
        {
            return HttpAnswer.CreateRefusal(400, "the body is not JSON", exception.Message);
        }

        using (document)
        {
            var json = document.RootElement;
            var faults = route.Call switch
            {
                SandboxRoutes.DeleteCar => CarSchema.FindCloseFaults(json),
                SandboxRoutes.StartCheck => CarSchema.FindCheckFaults(json),
                _ => CarSchema.FindCarFaults(json),
            };
            if (faults.Count > 0)
                return HttpAnswer.CreateRefusal(400, "the body does not follow the contract", faults);
            return route.Call switch
            {
                SandboxRoutes.CreateCar => CreateCreated(cars.Create(json, body.Span, request.IdempotencyKey)),
                SandboxRoutes.UpdateCar => cars.TryUpdate(route.Id, json, body.Span, putRevives) ? new HttpAnswer(200) : RefuseUnknownCar(),
                SandboxRoutes.DeleteCar => Delete(route.Id, json.TryGetProperty("reason", out var reason) ? reason.GetString() ?? "DELETED" : "DELETED"),
                _ => checks.Start(json),
            };
        }
    }

    private HttpAnswer Delete(string id, string reason) => cars.TryDelete(id, reason) ? HttpAnswer.NoContent : RefuseUnknownCar();

    private HttpAnswer AddImage(string id, HttpRequest request, ReadOnlyMemory<byte> body)
    {
        if (MultipartImage.FindFault(request.ContentType, body.Span) is { } fault)
            return HttpAnswer.CreateRefusal(400, "the upload does not follow the contract", fault);
        return cars.AddImage(id) is { } image ? HttpAnswer.CreateJson(200, "imageId", image) : RefuseUnknownCar();
    }

    private static HttpAnswer CreateCreated(SandboxCar car) =>
        HttpAnswer.CreateJson(201, "id", car.Id) with { Note = $"{car.Vin ?? $"configuration {car.ConfigurationNumber}"} is {car.Id}" };

    private static HttpAnswer RefuseUnknownCar() => HttpAnswer.CreateRefusal(404, "unknown car");
}
