namespace IzzyPS.Sandbox;

/// <summary>The calls of the dealer API. The values are flags, so that a fault can name several calls.</summary>
[Flags]
internal enum SandboxRoutes
{
    /// <summary>No call of the API: answered 404.</summary>
    None = 0,

    /// <summary><c>POST /oauth/token</c>.</summary>
    Token = 1,

    /// <summary><c>POST /external/cars</c>.</summary>
    CreateCar = 1 << 1,

    /// <summary><c>PUT /external/cars/{id}</c>.</summary>
    UpdateCar = 1 << 2,

    /// <summary><c>DELETE /external/cars/{id}</c>.</summary>
    DeleteCar = 1 << 3,

    /// <summary><c>POST /external/cars/{id}/images</c>.</summary>
    AddImage = 1 << 4,

    /// <summary><c>DELETE /external/cars/{id}/images/{imageId}</c>.</summary>
    DeleteImage = 1 << 5,

    /// <summary><c>POST /external/car/identification/process</c>.</summary>
    StartCheck = 1 << 6,

    /// <summary><c>GET /external/car/identification/process/{id}</c>.</summary>
    PollCheck = 1 << 7,

    /// <summary><c>GET /external/car/identification/process/{id}/reports/initial</c>.</summary>
    CheckReport = 1 << 8,

    /// <summary>Every call of cars.</summary>
    Cars = CreateCar | UpdateCar | DeleteCar,

    /// <summary>Every call except the token endpoint.</summary>
    Api = Cars | AddImage | DeleteImage | StartCheck | PollCheck | CheckReport,

    /// <summary>Every call.</summary>
    All = Token | Api,
}
