
namespace IzzyPS;

/// <summary>What a vehicle is registered for. Source: the dealer API's <c>category</c>.</summary>
public enum Category
{
    /// <summary>A passenger car (<c>PASSENGER</c>).</summary>
    Passenger = 1,

    /// <summary>A delivery vehicle (<c>DELIVERY</c>).</summary>
    Delivery,
}

/// <summary>A vehicle's fuel. Source: the dealer API's <c>fuelType</c>.</summary>
public enum FuelType
{
    /// <summary>Petrol (<c>PETROL</c>).</summary>
    Petrol = 1,

    /// <summary>Diesel oil (<c>DIESEL</c>).</summary>
    Diesel,

    /// <summary>Battery only (<c>ELECTRIC</c>).</summary>
    Electric,

    /// <summary>Any hybrid, plug-in or not (<c>HYBRID</c>).</summary>
    Hybrid,

    /// <summary>Liquefied petroleum gas (<c>LPG</c>).</summary>
    Lpg,

    /// <summary>Hydrogen (<c>HYDROGEN</c>).</summary>
    Hydrogen,
}

/// <summary>The gearbox. Source: the dealer API's <c>transmissionType</c>.</summary>
public enum TransmissionType
{
    /// <summary>Automatic of any build (<c>AUTOMATIC</c>).</summary>
    Automatic = 1,

    /// <summary>Manual (<c>MANUAL</c>).</summary>
    Manual,
}

/// <summary>The driven wheels. Source: the dealer API's <c>driveWheels</c>.</summary>
public enum DriveWheels
{
    /// <summary>All four, permanent or engaged (<c>FOUR</c>).</summary>
    Four = 1,

    /// <summary>The front axle (<c>FRONT</c>).</summary>
    Front,

    /// <summary>The rear axle (<c>REAR</c>).</summary>
    Rear,
}

/// <summary>The body. Source: the dealer API's <c>type</c>, which knows no coupe and no minivan.</summary>
public enum BodyType
{
    /// <summary>A saloon (<c>SALOON</c>).</summary>
    Saloon = 1,

    /// <summary>A convertible (<c>CONVERTIBLE</c>).</summary>
    Convertible,

    /// <summary>A sport utility vehicle (<c>SUV</c>).</summary>
    Suv,

    /// <summary>A van; partners' minivans too (<c>VAN</c>).</summary>
    Van,

    /// <summary>An estate (<c>ESTATE</c>).</summary>
    Estate,

    /// <summary>A hatchback (<c>HATCHBACK</c>).</summary>
    Hatchback,
}

/// <summary>Izzylease's own class of a car. Source: the dealer API's <c>carClass</c>; inferred by <see cref="Vehicles.CarClassRule"/>.</summary>
public enum CarClass
{
    /// <summary>Strong or large-engined (<c>ADRENALINE</c>).</summary>
    Adrenaline = 1,

    /// <summary>Everything else (<c>SWEET</c>).</summary>
    Sweet,

    /// <summary>Room for a family (<c>FAMILY</c>).</summary>
    Family,

    /// <summary>A larger saloon (<c>BUSINESS</c>).</summary>
    Business,
}
