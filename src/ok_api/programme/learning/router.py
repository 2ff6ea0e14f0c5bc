"""The one router that every resource of this slice declares its operations on."""

from ok_api.foundation.router import Router

router = Router("Learning")
