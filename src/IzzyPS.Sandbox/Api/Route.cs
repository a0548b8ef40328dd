namespace IzzyPS.Sandbox.Api;

/// <summary>The call that a request line names.</summary>
/// <param name="Call">The call, or <see cref="SandboxRoutes.None"/>.</param>
/// <param name="Id">The car's or the check's id, unescaped.</param>
/// <param name="ImageId">The image's id, unescaped.</param>
/// <param name="WrongMethod">Whether the path exists, but with another method.</param>
internal readonly record struct Route(SandboxRoutes Call, string Id = "", string ImageId = "", bool WrongMethod = false)
{
    private const string Cars = "/external/cars";
    private const string Checks = "/external/car/identification/process";

    internal static Route Parse(string method, string path)
    {
        if (path == Cars)
            return RequireMethod(method, "POST", SandboxRoutes.CreateCar);
        if (path == "/oauth/token")
            return RequireMethod(method, "POST", SandboxRoutes.Token);
        if (path == Checks)
            return RequireMethod(method, "POST", SandboxRoutes.StartCheck);
        if (path.StartsWith(Cars + "/", StringComparison.Ordinal))
            return ParseCar(method, path[(Cars.Length + 1)..].Split('/'));
        return path.StartsWith(Checks + "/", StringComparison.Ordinal) ? ParseCheck(method, path[(Checks.Length + 1)..].Split('/')) : default;
    }

    private static Route ParseCar(string method, string[] parts) => parts switch
    {
        [{ Length: > 0 } id] when method == "PUT" => new Route(SandboxRoutes.UpdateCar, Uri.UnescapeDataString(id)),
        [{ Length: > 0 } id] => RequireMethod(method, "DELETE", SandboxRoutes.DeleteCar, id),
        [{ Length: > 0 } id, "images"] => RequireMethod(method, "POST", SandboxRoutes.AddImage, id),
        [{ Length: > 0 } id, "images", { Length: > 0 } image] => RequireMethod(method, "DELETE", SandboxRoutes.DeleteImage, id, image),
        _ => default,
    };

    private static Route ParseCheck(string method, string[] parts) => parts switch
    {
        [{ Length: > 0 } id] => RequireMethod(method, "GET", SandboxRoutes.PollCheck, id),
        [{ Length: > 0 } id, "reports", "initial"] => RequireMethod(method, "GET", SandboxRoutes.CheckReport, id),
        _ => default,
    };

    private static Route RequireMethod(string method, string right, SandboxRoutes call, string id = "", string imageId = "") => method == right
        ? new Route(call, Uri.UnescapeDataString(id), Uri.UnescapeDataString(imageId))
        : new Route(SandboxRoutes.None, WrongMethod: true);
}
